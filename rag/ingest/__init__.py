"""Files to papers to chunks to the store."""
