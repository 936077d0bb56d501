"""For those who build with other libraries."""
