"""What changes in definitions of kinds that applications add, by what these say that they arrange."""

from collections.abc import Iterator

from askonce.cases.changes.arrangements import compare_arrangements
from askonce.cases.changes.change import Change, Difference, differ
from askonce.cases.wording.arrangements import Arranging, arranging
from askonce.cases.wording.titles import Titles


def compare_added(was: Titles, now: Titles) -> Iterator[Change]:
    """What is new, what has ended and what is arranged otherwise, kind by kind."""
    for kind in sorted({*arranging(was), *arranging(now)}):
        olds, news = was.every(kind), now.every(kind)
        for name in sorted({*olds, *news}):
            titles = now if name in news else was
            one: Arranging = titles.every(kind)[name]
            found = _changes(kind, name, olds.get(name), news.get(name), was, now)
            yield from (change.of(kind, "", titles.title(kind, name), one.sort) for change in found)


def _changes(
    kind: str, name: str, old: Arranging | None, new: Arranging | None, was: Titles, now: Titles
) -> Iterator[Difference]:
    about = f"{kind} {name}"
    if new is None and old is not None:
        yield differ("arranging-dropped", about, before=was.adoption(old.definition.adopted))
    if old is None and new is not None:
        yield differ("arranging-added", about, after=now.adoption(new.definition.adopted))
    if old is None or new is None:
        return
    said = (
        ("renamed", was.title(kind, name), now.title(kind, name)),
        ("basis-changed", was.article(old.definition.basis), now.article(new.definition.basis)),
        ("adoption-changed", was.adoption(old.definition.adopted), now.adoption(new.definition.adopted)),
    )
    yield from (differ(code, about, before=one, after=other) for code, one, other in said if one != other)
    yield from compare_arrangements(old, new, was, now)
