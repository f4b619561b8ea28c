"""The rules of markets."""
