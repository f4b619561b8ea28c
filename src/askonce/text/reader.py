"""One reader for YAML, CSV and XLSX that keeps the place of every node."""

from typing import TypeAlias

from askonce.text.diagnostic import Diagnostic
from askonce.text.node import Node
from askonce.text.source import Source

Read: TypeAlias = tuple[tuple[Node, ...], tuple[Diagnostic, ...]]


def read_nodes(source: Source) -> Read:
    """Read a file into its definitions' nodes, one from YAML, one a row from a sheet, and its findings."""
    suffix = source.path.lower().rpartition(".")[2]
    if suffix == "xlsx":
        from askonce.text.spreadsheet import (
            read_xlsx,
        )  # each reader is loaded where a file of its kind changed

        return read_xlsx(source.path, source.content)
    text = source.text()
    if isinstance(text, Diagnostic):
        return (), (text,)
    if suffix == "csv":
        from askonce.text.spreadsheet import read_csv

        return read_csv(source.path, text)
    from askonce.text.yaml import read_yaml

    return read_yaml(source.path, text)
