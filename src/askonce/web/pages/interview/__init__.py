"""Interviews: what would I get, applying for a service, a life event; drafts and uploads."""
