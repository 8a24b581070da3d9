"""Papers for a board: filled from a plan, written, and sent as they then were."""
