"""Where to begin: the first page, the first steps, words of quantity and sample sizes, the empty template."""
