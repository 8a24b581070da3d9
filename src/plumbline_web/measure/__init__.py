"""Where a service stands: overview, standards, cases, what falls due, comparison."""
