"""What serving a county takes: memory of all its processes, and time until the first answer."""
