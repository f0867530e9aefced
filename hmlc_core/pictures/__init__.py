"""Points of a space as points of a picture, and what the picture is worth."""
