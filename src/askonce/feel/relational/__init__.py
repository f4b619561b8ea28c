"""Expressions over the columns of a table: a small algebra, how trees become it, and how it is printed as SQL."""
