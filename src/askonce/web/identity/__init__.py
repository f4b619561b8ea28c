"""Who somebody is: accounts and what proves them, tries that failed, signing in, and what an admin settles."""
