"""How well texts are found by texts, and classes by texts, on public data that lies beside the project."""
