"""Article beside rule: laws with what rests on each article, norms beside the text that they carry out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from askonce.cases.review import sorts
from askonce.cases.reviewing.claims import definition_of, find_claims
from askonce.cases.reviewing.model import Claim
from askonce.cases.reviewing.norms import describe_norm
from askonce.cases.wording.bilingual import Text
from askonce.cases.wording.titles import Titles, article_number
from askonce.norms.binding import BoundNorm
from askonce.norms.rehearsal.meaning import norms_below
from askonce.norms.ruling import book_of
from askonce.pack.law import Law
from askonce.web.pages.author.packs import Shelf, nothing, shelf
from askonce.web.pages.frame.visit import Page, Result, Visit


class Article(msgspec.Struct, frozen=True):
    """An article with its text in each language, as one cites it."""

    law: str
    number: str
    heading: Text
    cited: Text
    texts: Mapping[str, str]


class Rule(msgspec.Struct, frozen=True):
    """A definition that rests on an article."""

    kind: str
    id: str
    sort: Text
    title: Text
    state: Text
    is_draft: bool


class Line(msgspec.Struct, frozen=True):
    """A norm in the list."""

    id: str
    title: Text
    basis: str
    cited: Text
    state: Text
    is_draft: bool
    services: tuple[tuple[str, Text], ...]


async def norms(visit: Visit) -> Result:
    """Every norm, with its article and the services that it decides."""
    found = await shelf(visit)
    if not isinstance(found, Shelf):
        return found
    lines = [_line(bound, found.titles) for _, bound in sorted(found.titles.every("norm").items())]
    return Page("author/norms.html", {"lines": lines, "shelf": found, "of": found.of, "wide": True})


def _line(bound: BoundNorm, titles: Titles) -> Line:
    norm = bound.norm
    basis = norm.basis.id if norm.basis is not None else ""
    deciding = tuple((one.case.id, titles.title("service", one.case.id)) for one in titles.deciding(norm.id))
    return Line(
        norm.id, titles.title("norm", norm.id), basis, titles.cite(basis) if basis else {},
        titles.adoption(norm.adopted), norm.adopted is None, deciding,
    )  # fmt: skip


async def norm(visit: Visit) -> Result:
    """The article on one side, the norm in words on the other."""
    found = await shelf(visit)
    if not isinstance(found, Shelf):
        return found
    titles, name = found.titles, visit.path["norm"]
    bound = titles.every("norm").get(name)
    if bound is None:
        return nothing()
    line = _line(bound, titles)
    values: dict[str, Any] = {
        "norm": line,
        "about": bound.norm.about,
        "parts_of": describe_norm(bound, titles),
        "articles": [one for key in _cited(bound) if (one := article_of(key, titles)) is not None],
        "rests_on": [(ref.id, titles.title("norm", ref.id)) for ref in bound.norm.norms.values()],
        "used_by": list(_used_by(name, found)),
        "place": str(bound.norm.name),
        "of": found.of,
        "shelf": found,
        "wide": True,
    }
    return Page("author/norm.html", values)


def _cited(bound: BoundNorm) -> list[str]:
    """The articles that a norm and its rows cite, the norm's own first."""
    own = [bound.norm.basis.id] if bound.norm.basis is not None else []
    tables = [text.table for text in bound.texts if text.table is not None]
    rows = [row.row.basis.id for table in tables for row in table.rows if row.row.basis is not None]
    return list(dict.fromkeys((*own, *rows)))


def _used_by(name: str, found: Shelf) -> Iterator[tuple[str, Text]]:
    """The norms that rest on another, directly or through others."""
    book = book_of(found.bound)
    for other in sorted(book.norms):
        if other != name and name in norms_below(other, book):
            yield other, found.titles.title("norm", other)


def article_of(key: str, titles: Titles) -> Article | None:
    """An article by its name, `canteen-rules/4`; none where no law of the pack has it."""
    law_name, _, number = key.partition("/")
    law = titles.every("law").get(law_name)
    words = law.articles.get(number) if law is not None else None
    if words is None:
        return None
    return Article(law_name, number, article_number(number), titles.cite(key), dict(words.texts))


async def laws(visit: Visit) -> Result:
    """Every law, with how much of it rules rest on."""
    found = await shelf(visit)
    if not isinstance(found, Shelf):
        return found
    titles = found.titles
    resting = _resting(titles)
    lines = [
        {
            "id": name,
            "title": titles.title("law", name),
            "by": law.enacted_by,
            "from": law.in_force_from,
            "articles": len(law.articles),
            "used": sum(f"{name}/{number}" in resting for number in law.articles),
        }
        for name, law in sorted(titles.every("law").items())
    ]
    return Page("author/laws.html", {"lines": lines, "shelf": found, "of": found.of})


async def law(visit: Visit) -> Result:
    """A law: each article beside all that rests on it."""
    found = await shelf(visit)
    if not isinstance(found, Shelf):
        return found
    titles, name = found.titles, visit.path["law"]
    text: Law | None = titles.every("law").get(name)
    if text is None:
        return nothing()
    resting = _resting(titles)
    empty: tuple[list[Rule], list[Claim]] = ([], [])
    articles = [
        (article_of(f"{name}/{number}", titles), *resting.get(f"{name}/{number}", empty))
        for number in text.articles
    ]
    values = {
        "law": text, "name": titles.title("law", name), "articles": articles, "of": found.of, "shelf": found, "wide": True,
    }  # fmt: skip
    return Page("author/law.html", values)


def _resting(titles: Titles) -> dict[str, tuple[list[Rule], list[Claim]]]:
    """By article: the definitions that rest on it, and the smaller things within them."""
    found: dict[str, tuple[list[Rule], list[Claim]]] = {}
    for kind, sort, _ in sorts(titles):
        for name, bound in sorted(titles.every(kind).items()):
            definition = definition_of(bound)
            if definition.basis is None:
                continue
            is_draft = hasattr(definition, "adopted") and definition.adopted is None
            state = titles.adoption(definition.adopted) if hasattr(definition, "adopted") else {}
            rule = Rule(kind, name, sort, titles.title(kind, name), state, is_draft)
            found.setdefault(definition.basis.id, ([], []))[0].append(rule)
    for article, claim in find_claims(titles):
        found.setdefault(article, ([], []))[1].append(claim)
    return found
