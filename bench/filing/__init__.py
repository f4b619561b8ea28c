"""How fast cases are filed over HTTP, beside the same writes without anything around them."""
