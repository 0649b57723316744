"""What is taken where nothing is named; without imports, as the command's help shows it."""

DEFAULT_RECIPE = "smollm2-135m-cpu"
