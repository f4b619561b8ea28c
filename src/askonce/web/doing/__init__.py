"""What each group of routes does once a request has passed the door."""
