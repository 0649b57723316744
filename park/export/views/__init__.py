"""The built-in views, a module each."""
