"""How quickly pages come to those who wait for them."""
