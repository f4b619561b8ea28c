"""The rules of procedure: what each command does to a case, and who may give it in which state."""
