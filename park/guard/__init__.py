"""A guard of texts on two axes: harmlessness, and awareness of how cultures differ."""
