"""What every page stands in: the door, the visit, the language, the template, the token that a form carries."""
