"""Text analysis: sentences, language, telling phrases."""
