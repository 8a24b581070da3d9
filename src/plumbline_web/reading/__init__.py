"""Records read on an instrument, blind where twice, settled, and what the reading says."""
