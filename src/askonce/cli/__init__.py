"""The commands: each declares its words, calls one function below, prints, and exits."""
