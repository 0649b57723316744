"""Benchmarks that a community owns: keywords, drafts, revisions, people, a published task."""
