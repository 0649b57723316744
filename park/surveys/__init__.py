"""What people answered in surveys, as items and answers."""
