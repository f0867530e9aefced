"""The live disk: what it is handed, and how that travels to the browser."""
