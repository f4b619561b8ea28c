"""Whole registers at once: a snapshot loaded as one transaction, and one day's rows read as Arrow."""
