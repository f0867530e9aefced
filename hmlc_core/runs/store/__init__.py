"""Runs in MLflow tracking: what is kept, in which form, and how it is read."""
