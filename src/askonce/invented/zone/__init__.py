"""The development zone of an invented county: its firms, what they make and seek, and which of them fit."""
