"""The reading path: a message to an answer."""
