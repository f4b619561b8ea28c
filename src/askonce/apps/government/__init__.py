"""Digital government: one-stop services and the life events that call for several of them."""
