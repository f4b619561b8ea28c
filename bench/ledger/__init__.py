"""What the ledger costs: verifying beside hashing each entry once, appending beside a filing."""

from bench.ledger.costs import LEDGER

__all__ = ["LEDGER"]
