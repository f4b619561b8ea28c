"""The markets of a running house: what stands in them, what is followed and remembered, and how it is shown."""
