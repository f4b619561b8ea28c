"""Registers that are asked elsewhere: over HTTP, in a department's database, at a neighbour's AskOnce."""
