"""What anybody sees without signing in: the first page, services, life events, what AskOnce is."""
