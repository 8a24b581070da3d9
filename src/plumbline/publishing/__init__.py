"""Charts, tables and the report: what people read. Numbers come from `measures`; nothing is counted here."""
