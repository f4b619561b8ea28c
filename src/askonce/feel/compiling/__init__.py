"""Expressions as Python source: written once, compiled once, equal to walking the tree."""
