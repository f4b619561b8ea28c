"""What leaves once a transaction is kept: mail, webhooks, filings to other systems, heads of the ledger."""
