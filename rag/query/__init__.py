"""One message to what it asks."""
