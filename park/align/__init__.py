"""Ways to answer as a culture: plain, prompt, adapter, one."""
