"""Methods against each other on one corpus: setting a comparison up, and what came of it."""
