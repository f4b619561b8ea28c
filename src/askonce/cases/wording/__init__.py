"""Plain words in English and Chinese for what a pack says: values, conditions, periods and names."""
