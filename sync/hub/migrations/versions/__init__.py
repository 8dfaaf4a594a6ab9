"""One file each: a number and what it does."""
