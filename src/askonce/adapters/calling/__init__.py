"""Calls to other machines over HTTP, bounded in time and size."""
