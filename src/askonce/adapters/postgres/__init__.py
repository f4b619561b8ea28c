"""A city or a province in PostgreSQL."""
