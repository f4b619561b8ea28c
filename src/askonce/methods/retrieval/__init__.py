"""Finds texts by texts: one reading of words, codes and numbers for every engine, and one way to rank what engines find."""
