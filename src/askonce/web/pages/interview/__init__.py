"""Interviews: of one service, of a life event, and of what one would get without signing in."""
