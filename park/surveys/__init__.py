"""Survey data as items and answers."""
