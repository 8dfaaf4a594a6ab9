"""新しい相談: nine pages, one talk."""
