"""Fine-tuning of one LoRA adapter per culture."""
