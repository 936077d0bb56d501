"""The catalogue, the search, and whether what was found answers."""
