"""Ways to answer as a culture, one file each in `methods`."""
