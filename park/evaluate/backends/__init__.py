"""What lets models answer: a base with adapters, or any chat model."""
