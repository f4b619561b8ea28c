"""The text of drafted definitions: YAML and CSV that our own readers, and others, read back as meant."""

import csv
import io
import re
from collections.abc import Iterable
from typing import Any

import yaml

from askonce.apps.government.catalogue.definitions import Draft
from askonce.apps.government.catalogue.naming import file_names
from askonce.text.yaml import SURPRISING_NUMBER, SURPRISING_WORDS

WIDE = 1_000_000  # a long text stays on one line, where a comparison of two versions shows it whole
SHORT = 88
NUMERIC = re.compile(r"[-+.]?\d[\d_.:,eE+-]*")
ODD = re.compile(r"[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
FOLDERS = {
    "service": "services",
    "norm": "norms",
    "office": "offices",
    "purpose": "purposes",
    "concept": "concepts",
}
ORIGIN = "imported_from"  # the last column, since it says the same in every row
TABLED = ("office", "purpose", "concept")


class _Flow(dict[str, Any]):
    """A mapping that is written on one line."""


class _Dumper(yaml.SafeDumper):
    """Writes what YAML 1.1 would misread in quotes, texts of several lines as blocks, and never an alias."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - the signature is PyYAML's
        """Write each value out."""
        return True


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None
    surprising = text in SURPRISING_WORDS or SURPRISING_NUMBER.fullmatch(text) or NUMERIC.fullmatch(text)
    if surprising or ODD.search(text):
        style = '"'
    elif "\n" in text:
        style = "|"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _represent_flow(dumper: yaml.SafeDumper, mapping: _Flow) -> yaml.MappingNode:
    return dumper.represent_mapping("tag:yaml.org,2002:map", mapping.items(), flow_style=True)


def _represent_list(dumper: yaml.SafeDumper, items: list[Any]) -> yaml.SequenceNode:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=True)


_Dumper.add_representer(str, _represent_text)
_Dumper.add_representer(_Flow, _represent_flow)
_Dumper.add_representer(list, _represent_list)


def yaml_text(words: dict[str, Any]) -> str:
    """A definition as YAML, its words in their order, small groups on one line.

    >>> print(yaml_text({"office": "street", "title": {"en": "no"}, "code": "01"}), end="")
    office: street
    title: {en: "no"}
    code: "01"
    """
    laid_out = {word: _laid_out(value) for word, value in words.items()}
    written: str = yaml.dump(
        laid_out, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDE, default_flow_style=False
    )
    return written


def _laid_out(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if all(isinstance(item, str) and "\n" not in item for item in value.values()):
        length = sum(len(word) + len(item) + 4 for word, item in value.items())
        return _Flow(value) if length <= SHORT else value
    return {word: _laid_out(item) for word, item in value.items()}


def table_text(drafts: list[Draft]) -> str:
    """Definitions of one kind as a table with a row each; `title.fr` heads the French title."""
    rows = [_cells(draft) for draft in drafts]
    heads = sorted(dict.fromkeys(word for row in rows for word in row), key=lambda word: word == ORIGIN)
    written = io.StringIO()
    writer = csv.DictWriter(written, heads, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def fits_table(draft: Draft) -> bool:
    """Whether a table can say all of a definition: there `; ` parts a list, and no space stands at an end."""
    values = [value for word, value in _flat(draft)]
    single = [value for value in values if isinstance(value, str)]
    listed = [item for value in values if isinstance(value, list) for item in value]
    return (
        all(isinstance(value, str | list) for value in values)
        and all(_is_plain_cell(text) for text in single)
        and all(_is_plain_cell(text) and ";" not in text for text in listed)
    )


def _is_plain_cell(text: str) -> bool:
    return text == text.strip() != "" and "; " not in text and not text.endswith(";")


def _flat(draft: Draft) -> list[tuple[str, Any]]:
    flat: list[tuple[str, Any]] = [(draft.kind, draft.id)]
    for word, value in draft.words.items():
        if isinstance(value, dict):
            flat.extend((f"{word}.{inner}", item) for inner, item in value.items())
        else:
            flat.append((word, value))
    return flat


def _cells(draft: Draft) -> dict[str, str]:
    return {word: value if isinstance(value, str) else _joined(value) for word, value in _flat(draft)}


def _joined(items: list[str]) -> str:
    return "; ".join(items) if len(items) > 1 else f"{items[0]};"


def write_files(definitions: Iterable[Draft]) -> dict[str, str]:
    """The files of a pack by path: small definitions in tables, each service and norm in its own file."""
    by_kind: dict[str, list[Draft]] = {}
    for draft in definitions:
        by_kind.setdefault(draft.kind, []).append(draft)
    files: dict[str, str] = {}
    for kind, drafts in by_kind.items():
        tabled = [draft for draft in drafts if kind in TABLED and fits_table(draft)]
        if tabled:
            files[f"{FOLDERS[kind]}.csv"] = table_text(tabled)
        alone = [draft for draft in drafts if draft not in tabled]
        names = file_names(draft.id for draft in alone)
        for draft in alone:
            path = f"{FOLDERS[kind]}/{names[draft.id]}.yaml" if kind in FOLDERS else "pack.yaml"
            files[path] = yaml_text({kind: draft.id} | draft.words)
    return files
