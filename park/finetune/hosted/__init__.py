"""Fine-tuning at a provider."""
