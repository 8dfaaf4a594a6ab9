"""A fictitious district, its practice cases, and their replay. It knows the desk, never the vault's files or SQL."""
