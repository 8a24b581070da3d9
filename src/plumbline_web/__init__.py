"""The site: thin Django over the core. People sign in, load their records, see where they stand, and act."""
