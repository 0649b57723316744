"""Near duplicates of texts in any script."""
