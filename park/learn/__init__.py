"""A lesson about a culture between two exams."""
