"""Who did what, and what was refused: an append-only trail, sealed in batches."""
