"""Pages of papers for a board, one file each."""
