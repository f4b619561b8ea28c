"""The starter pack: a small office that checks clean, over which the examples of rules are laid."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import askonce
from askonce.text.source import Source, from_text, walk

FILE_LINE = re.compile(r"^--- (\S+)$", re.MULTILINE)
DEFINED = re.compile(r"^([a-z_]+): (\S+)$", re.MULTILINE)


def starter_files() -> Mapping[str, str]:
    """The starter pack's files by path."""
    folder = Path(askonce.__file__).parent / "starter"
    return {path: (folder / path).read_text("utf-8") for path in walk(folder)}


def overlay(example: str) -> tuple[Source, ...]:
    r"""Lay an example over the starter pack: its files, and those starter files that it does not define anew.

    >>> "example.yaml" in {
    ...     source.path for source in overlay("office: street\ntitle: {en: Street, zh: 街道}\n")
    ... }
    True
    """
    files = dict(_files(example))
    anew = {_definition(text) for text in files.values()}
    kept = {
        path: text
        for path, text in starter_files().items()
        if path not in files and _definition(text) not in anew
    }
    return tuple(from_text(path, text) for path, text in sorted({**kept, **files}.items()))


def _files(example: str) -> Iterator[tuple[str, str]]:
    first, *rest = FILE_LINE.split(example)
    if first.strip():
        yield "example.yaml", first
    yield from zip(rest[::2], (text.removeprefix("\n") for text in rest[1::2]), strict=True)


def _definition(text: str) -> tuple[str, str]:
    found = DEFINED.search(text)
    return (found[1], found[2]) if found else ("", text)
