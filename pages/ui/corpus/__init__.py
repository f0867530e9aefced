"""A corpus on a page: numbers, documents, uploads, what is wrong with its files."""
