"""How quality is judged: frameworks, activities, samples and instruments, without a site."""
