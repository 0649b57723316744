"""Repositories on the Hugging Face Hub: files, READMEs, sending."""
