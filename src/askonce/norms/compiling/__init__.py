"""Rulings as Python functions."""
