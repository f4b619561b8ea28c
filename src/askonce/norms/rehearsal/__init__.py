"""Cases decided by the text that is and the text that will be, and what differs."""
