"""A text as a trained model reads it."""
