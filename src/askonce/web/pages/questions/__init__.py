"""Questions as fields of a page, and what was sent back as answers; shared by every interview."""
