"""Analysis of decision tables: the regions of their columns, and what they leave out, decide twice or never reach."""
