"""Benchmarks: each compares AskOnce with a contender in one run, and says whether its goal holds."""
