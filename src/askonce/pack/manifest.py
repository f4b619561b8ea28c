"""The manifest: what a pack is called, which languages it speaks, and what it assumes."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any

from askonce.pack.kinds import Definition, Kind
from askonce.pack.shapes import boolean, choice, identifier, list_of, map_of, number, text
from askonce.pack.symbols import Interface, Symbol
from askonce.pack.words import Word

#: What the standard cost model knows a time for; `cases.minutes` holds the times.
TASKS = (
    "boolean", "choice", "date", "number", "money", "text", "list", "document", "photo",
    "prefilled", "filing", "visit", "rekeyed",
)  # fmt: skip


class Manifest(Definition, frozen=True, kw_only=True):
    """What a pack is called, which languages it speaks, and what it assumes."""

    languages: Annotated[
        tuple[str, ...],
        Word(list_of(identifier()), "The languages in which every text stands.", "[en, zh]", required=True),
    ] = ()
    currency: Annotated[str, Word(text(), "The currency of its money.", "CNY")] = ""
    timezone: Annotated[str, Word(text(), "The time zone of its days.", "Asia/Shanghai")] = ""
    invented: Annotated[
        bool, Word(boolean(), "Whether the jurisdiction, its laws and names are invented.", "true")
    ] = False
    signature: Annotated[str, Word(choice("Ed25519", "SM2"), "The algorithm that signs.", "Ed25519")] = (
        "Ed25519"
    )
    hash: Annotated[str, Word(choice("SHA-256", "SM3"), "The algorithm that digests.", "SHA-256")] = "SHA-256"
    minutes: Annotated[
        dict[str, Decimal],
        Word(
            map_of(choice(*TASKS), number(least=0)),
            "Minutes that a field of a kind, a document or a visit costs, where they differ from the standard ones.",
            "{visit: 90, document: 12}",
        ),
    ] = {}


class Languages(Interface, frozen=True):
    """The languages of the pack, and its currency."""

    languages: tuple[str, ...]
    currency: str


def interfaces(manifest: Manifest) -> Iterator[Symbol[Any]]:
    """Let every definition see the languages."""
    yield Symbol(
        "languages", "", manifest.place("languages"), Languages(manifest.languages, manifest.currency)
    )


MANIFEST = Kind(
    "manifest",
    Manifest,
    "What a pack is called, which languages it speaks, and what it assumes.",
    "",
    "manifest: qingshan\ntitle: {en: Qingshan County, zh: 青山县}\nlanguages: [en, zh]\ncurrency: CNY\ntimezone: Asia/Shanghai\ninvented: true\n",
    interfaces=interfaces,
    shares=(Languages,),
    stands_alone=True,
)
