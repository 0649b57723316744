"""Filtering of dialogues into verified, distinct opinions."""
