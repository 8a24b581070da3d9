"""What people fill in about evidence, each file by what its form is for."""
