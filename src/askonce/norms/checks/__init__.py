"""The rules of norms and parameters."""
