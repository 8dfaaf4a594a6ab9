"""The city's hub: it keeps everything, and can read only what was sealed to it."""
