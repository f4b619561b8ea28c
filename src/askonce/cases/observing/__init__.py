"""Figures of what really happened, folded from the events of cases and from the ledger, kept up to date in small steps."""
