"""Methods: algorithms over plain values, free of any domain's nouns."""
