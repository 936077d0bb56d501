"""The writing path: files to papers to chunks to the store."""
