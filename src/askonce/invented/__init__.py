"""An invented county: people to serve, made from a seed, and what the registers of a pack hold of them."""
