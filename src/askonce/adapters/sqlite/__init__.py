"""A county in one SQLite file."""
