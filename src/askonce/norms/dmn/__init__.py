"""Decision models of the standard DMN, read safely and evaluated."""
