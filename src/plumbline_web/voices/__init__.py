"""Forms that a service fills in, and surveys that people answer by a link."""
