"""The rules of concepts, purposes and registers."""
