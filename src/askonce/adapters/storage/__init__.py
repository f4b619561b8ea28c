"""What both databases share: the schema that a pack asks for, the journal over it, and the one writer."""
