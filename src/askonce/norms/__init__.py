"""Norms: rules with a legal basis, a period and an effect, each of which decides, asks and explains."""
