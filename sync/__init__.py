"""What travels between a desk and the city."""
