"""The measured truth: figures computed beside observed, the plan, the ledger, the audit."""
