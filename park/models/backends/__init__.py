"""Where models come from, one kind a module."""
