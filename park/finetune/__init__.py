"""Samples → one LoRA adapter per culture."""
