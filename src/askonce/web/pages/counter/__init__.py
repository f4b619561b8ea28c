"""The counter: a helper acts for somebody who is there, on the telephone, or has filled a paper form."""
