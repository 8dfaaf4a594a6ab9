"""Before there is an open desk: the first run, and the way back in with the recovery code."""
