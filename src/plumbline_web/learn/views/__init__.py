"""Its pages, one file each."""
