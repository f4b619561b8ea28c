"""How quickly a zone of a thousand firms is matched."""
