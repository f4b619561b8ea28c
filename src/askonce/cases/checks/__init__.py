"""The rules of services and reports."""
