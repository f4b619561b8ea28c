"""What bitemporal rows cost beside plain ones: looking up, loading, and reading as Arrow."""
