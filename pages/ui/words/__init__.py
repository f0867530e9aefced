"""The words of a run: choosing one, drawing them, and one file for each question about them."""
