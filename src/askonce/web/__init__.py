"""The interface for programs: cases, registers and the ledger over HTTP."""
