"""The page: what it shows and does."""
