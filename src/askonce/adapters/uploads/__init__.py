"""Files that people send: what they are, made harmless, looked through by a scanner, kept sealed."""
