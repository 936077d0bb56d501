"""Values that all other rooms pass to each other; they import nothing."""
