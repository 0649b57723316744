"""Methods of answering as a culture, one file each in `methods`."""
