"""AskOnce: a compiler and a runtime for public services described in text."""

VERSION = "0.1.0"
