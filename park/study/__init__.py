"""Questions put to people's data, to recorded answers or to a model, outside the stages."""
