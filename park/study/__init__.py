"""Studies on survey data, recorded answers or models, outside the stages."""
