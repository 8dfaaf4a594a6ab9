"""The window. It shows what a service returns and calls one action; it knows neither SQL nor the hub."""
