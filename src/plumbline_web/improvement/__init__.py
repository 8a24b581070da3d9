"""Plans, actions, and areas that close only when practice has changed."""
