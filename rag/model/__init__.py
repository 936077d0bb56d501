"""Values that everything else passes along; they import nothing."""
