"""Facts for delegates to speak from: reading, finding and making them."""
