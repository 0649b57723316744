"""People's ratings of texts: who rated what, and from where."""
