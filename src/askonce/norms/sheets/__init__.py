"""Rows of decision tables that stand in a spreadsheet of their own."""
