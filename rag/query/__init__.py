"""A message to parsed queries: what it asks."""
