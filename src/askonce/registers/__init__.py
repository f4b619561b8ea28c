"""Registers: what is known, about whom, who holds it, and for which purposes it is open."""
