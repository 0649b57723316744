"""A generator that turns descriptions of cultures into adapters (Zhyper, arXiv 2510.19733)."""
