"""The team leader's work: what falls due, what is overdue, what is put aside, and the weekly digest."""
