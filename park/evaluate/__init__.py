"""Evaluation: scores of methods × cultures × tasks, with intervals and controls."""
