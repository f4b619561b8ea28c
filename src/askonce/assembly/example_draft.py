"""A draft to look at in a demonstration: the pack in force with three changes, two of which its check finds fault with."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path
from typing import Final

import msgspec

from askonce.assembly.drafts import Fault, folder_archive


class Edit(msgspec.Struct, frozen=True):
    """A change to a file: what stands there once, and what stands there then."""

    path: str
    old: str
    new: str


#: A question for what a register holds, a price that changes five years later, an article that no law has.
EDITS: Final = (
    Edit(
        "services/elder-meal.yaml",
        "asks:\n  diet:",
        "asks:\n  born: {concept: birth-date, because: canteen-rules/3}\n  diet:",
    ),
    Edit(
        "norms/meal-price.yaml",
        '[["< 60", 18 CNY], [">= 60", 15 CNY]]',
        '[["< 65", 18 CNY], [">= 65", 15 CNY]]',
    ),
    Edit(
        "services/temporary-aid.yaml",
        "cost: {concept: calamity-cost, at: event, because: care-act/4.2}",
        "cost: {concept: calamity-cost, at: event, because: care-act/44}",
    ),
)


def example_draft(archive: bytes) -> bytes | None:
    """The pack in an archive with the changes made; none where it is another pack, in which they have no place."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        files = {name: opened.read(name) for name in opened.namelist()}
    for edit in EDITS:
        text = files.get(edit.path, b"").decode("utf-8", "replace")
        if text.count(edit.old) != 1:
            return None
        files[edit.path] = text.replace(edit.old, edit.new).encode()
    with tempfile.TemporaryDirectory(prefix="askonce-example-") as folder:
        for name, content in files.items():
            target = Path(folder) / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        made = folder_archive(Path(folder))
    return None if isinstance(made, Fault) else made
