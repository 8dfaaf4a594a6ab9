"""How older databases of a hub become today's: ordered, named, run as the hub opens; none that was shipped changes."""
