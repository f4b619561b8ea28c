"""Norms over whole populations: one query for all."""
