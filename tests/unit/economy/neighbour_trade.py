"""The small market of the tests beside a neighbouring zone: its pack, and what tests put into it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from askonce.apps.economy.checks.examples import NEXT
from askonce.pack.starter import overlay
from tests.unit.economy.trade import pack_text

NEIGHBOURS = """neighbours:
  linhai: {register: linhai-offers, words: [outside_product, outside_text], class: outside_class, maker: outside_maker}
shared_for: exchange
"""
_TEXT = "  outside_text: {concept: outside-text, sensitivity: public}\n"
_NAME = "  firm_name: {concept: firm-name, sensitivity: public}\n"
_CONCEPTS = "".join(
    f"--- concepts/{name}.yaml\nconcept: {name}\ntitle: {{en: {english}, zh: {chinese}}}\ntype: text\n"
    for name, english, chinese in (
        ("outside-text", "Text", "说明"),
        ("firm-name", "Name of the firm", "企业名称"),
    )
)


def text_with_neighbour() -> str:
    """The pack as an example to be laid over the starter pack."""
    text = pack_text().replace("followed_by: match\n", f"followed_by: match\n{NEIGHBOURS}", 1)
    head, mark, rest = text.partition("--- registers/firms.yaml\n")
    body, attributes, after = rest.partition("attributes:\n")
    beside = NEXT.replace("  outside_class:", f"{_TEXT}  outside_class:")
    return head + mark + body + attributes + _NAME + after + beside + _CONCEPTS


def write_pack(folder: Path, changes: Mapping[str, str] | None = None) -> Path:
    """The pack as a folder, with some of its text changed."""
    text = text_with_neighbour()
    for before, after in (changes or {}).items():
        assert before in text
        text = text.replace(before, after)
    for source in overlay(text):
        path = folder / source.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(source.content)
    return folder
