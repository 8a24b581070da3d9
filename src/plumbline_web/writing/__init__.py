"""What an activity writes: sections, versions, quantities bound to evidence."""
