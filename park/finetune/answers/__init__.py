"""Training on people's answers: options' probabilities against people's shares of them."""
