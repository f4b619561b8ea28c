"""What an administrator keeps: accounts, roles, mandates, sessions, messages that were given up."""
