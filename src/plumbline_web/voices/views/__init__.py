"""Pages of forms and surveys, one file a page."""
