"""What a text is, whoever wrote it: sentences, language, telling phrases."""
