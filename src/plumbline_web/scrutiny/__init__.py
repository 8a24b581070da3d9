"""Activities of scrutiny: set up, staged, their team, their requests and their samples."""
