"""From dialogues to verified, distinct opinions."""
