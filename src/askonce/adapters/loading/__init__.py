"""Snapshots of registers: files of departments, read row by row, checked and written."""
