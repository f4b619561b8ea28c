"""The register of a database that is loaded or read whole."""

from __future__ import annotations

from askonce.adapters.opening import stored_schema
from askonce.adapters.storage.schema import Schema, Table
from askonce.cases.database import Unavailable
from askonce.registers.store import Unfit


def known(url: str, register: str) -> tuple[Schema, Table]:
    """The schema of a database and the table of one of its registers; Unfit where it has none, Unavailable without tables."""
    schema = stored_schema(url)
    if schema is None:
        raise Unavailable("there is no such database")
    for table in schema.tables:
        if table.register == register:
            return schema, table
    raise Unfit(f"the database has no register `{register}`")
