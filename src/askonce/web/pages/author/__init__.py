"""What an author of the pack sees: findings in the text, a service tried, a rehearsal."""
