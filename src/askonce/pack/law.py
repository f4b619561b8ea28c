"""A law: the articles that ground norms, purposes and services."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

from askonce.pack.kinds import Adoptable, Kind
from askonce.pack.shapes import Localized, identifier, localized, map_of, when
from askonce.pack.symbols import NOTHING, Symbol
from askonce.pack.words import Word


class Law(Adoptable, frozen=True, kw_only=True):
    """A law, rules or an act, with the articles that a pack quotes."""

    enacted_by: Annotated[
        Localized | None,
        Word(localized(), "Who made it.", "{en: county council, zh: 县人民代表大会}"),
    ] = None
    in_force_from: Annotated[date | None, Word(when(), "The day from which it binds.", "2022-01-01")] = None
    source: Annotated[
        Localized | None,
        Word(
            localized(),
            "Where the whole text stands.",
            '{en: "county gazette 2021, page 88", zh: 2021年县政府公报第88页}',
        ),
    ] = None
    articles: Annotated[
        dict[str, Localized],
        Word(
            map_of(identifier(), localized()),
            "The text of each article by its number.",
            '{"3": {en: The street runs a canteen., zh: 街道设食堂。}}',
            required=True,
        ),
    ] = {}


def interfaces(law: Law) -> Iterator[Symbol[Any]]:
    """Let every definition see the articles, as `law/number`."""
    for number in law.articles:
        yield Symbol("article", f"{law.id}/{number}", law.name_place("articles", number), NOTHING)


LAW = Kind(
    "law",
    Law,
    "A law, rules or an act, with the articles that a pack quotes.",
    "laws",
    'law: canteen-rules\ntitle: {en: Canteen Rules, zh: 食堂规定}\narticles:\n  "3": {en: The street office runs a canteen., zh: 街道办设食堂。}\n',
    interfaces=interfaces,
)
