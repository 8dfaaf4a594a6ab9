"""紙: preview, print, save."""
