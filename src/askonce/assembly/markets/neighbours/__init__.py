"""Neighbouring zones: what is known of them, how they are asked, and what they are told of the markets of this house."""
