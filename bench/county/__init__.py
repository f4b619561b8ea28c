"""What an invented county of half a million people costs: to make, and to fill a house with."""
