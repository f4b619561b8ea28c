"""Paths: those with one normal form lead to the same subjects in every world, and detours fall away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from askonce.pack.shapes import Path
from askonce.pack.symbols import Scope
from askonce.registers.paths import Anchor, Way, follow
from askonce.text.node import Scalar
from tests.property.coverage import Coverage
from tests.property.packs import SKELETON, Draw, Link, check, pair, sources, titled

KINDS = ("person", "home")
LONGEST = 4
MOST_PATHS = 300

World = Mapping[str, frozenset[tuple[str, str]]]


class Map(NamedTuple):
    """Relations, each with its inverse, and a world in which they hold: the pairs that each relation links."""

    links: tuple[Link, ...]
    world: World


@st.composite
def maps(draw: Draw) -> Map:
    links: dict[str, Link] = {}
    world: dict[str, frozenset[tuple[str, str]]] = {}
    for number in range(draw(st.integers(1, 2))):
        of, to = draw(st.sampled_from(KINDS)), draw(st.sampled_from(KINDS))
        own = of == to and draw(st.booleans())
        many = draw(st.booleans())
        back_many = many if own else draw(st.booleans())
        name, inverse = f"a{number}", f"a{number}" if own else f"b{number}"
        there, back = pair(name, of, inverse, to, many=many, back_many=back_many)
        linked = set(draw(st.lists(st.tuples(subjects(of), subjects(to)), max_size=6)))
        if own:
            linked |= {(end, start) for start, end in linked}
        kept = frozenset(_allowed(sorted(linked), many=many, back_many=back_many, own=own))
        links |= {name: there, inverse: back}
        world[name] = kept
        world[inverse] = frozenset((end, start) for start, end in kept)
    return Map(tuple(links.values()), world)


def subjects(kind: str) -> st.SearchStrategy[str]:
    return st.integers(0, 2).map(lambda number: f"{kind} {number}")


def _allowed(
    linked: list[tuple[str, str]], *, many: bool, back_many: bool, own: bool
) -> Iterator[tuple[str, str]]:
    """Those pairs that leave each single relation single; a relation that is its own inverse stays so."""
    kept: set[tuple[str, str]] = set()
    for start, end in linked:
        both = {(start, end), (end, start)} if own else {(start, end)}
        after = kept | both
        starts = [one for one, _ in after]
        ends = [one for _, one in after]
        if (many or len(set(starts)) == len(starts)) and (back_many or len(set(ends)) == len(ends)):
            kept = after
    yield from kept


def paths(links: tuple[Link, ...], kind: str) -> Iterator[tuple[Link, ...]]:
    """All ways from a subject of a kind, the short ones first."""
    known: list[tuple[Link, ...]] = [()]
    for way in known:
        yield way
        at = way[-1].to if way else kind
        if len(way) < LONGEST and len(known) < MOST_PATHS:
            known.extend((*way, link) for link in links if link.of == at)


def reduced(way: tuple[Link, ...]) -> tuple[Link, ...]:
    """The way without its detours: over and over, a step and the single step that undoes it are struck out."""
    for place, (one, other) in enumerate(pairwise(way)):
        if one.inverse == other.name and one.to == other.of and not other.many:
            return reduced(way[:place] + way[place + 2 :])
    return way


def reach(way: tuple[Link, ...], start: str, world: World) -> frozenset[str]:
    """The subjects to which a way leads in a world."""
    here = frozenset([start])
    for link in way:
        here = frozenset(end for begin, end in world[link.name] if begin in here)
    return here


def walked(way: tuple[Link, ...], kind: str, scope: Scope) -> Way:
    steps = ("applicant", *(link.name for link in way))
    text = ".".join(steps)
    node = Scalar(text, plain=True, path="a.yaml", line=1, column=1, end_line=1, end_column=len(text) + 1)
    found = follow(Path(steps, node), {"applicant": Anchor(kind, "applicant")}, scope)
    assert isinstance(found, Way), found
    return found


def scope_of(links: tuple[Link, ...]) -> Scope:
    registers = {
        f"{kind}.yaml": {
            **titled("register", kind),
            "of": kind,
            "relations": {
                link.name: {"to": link.to, "many": link.many, "inverse": link.inverse}
                for link in links
                if link.of == kind
            },
        }
        for kind in KINDS
    }
    checked = check(sources({**SKELETON, **registers}))
    assert not {finding.code for finding in checked.findings} & {"AO016", "AO110"}
    return Scope(checked.view.table)


def test_a_detour_over_a_single_inverse_falls_away() -> None:
    seen = Coverage(
        "detour", "no detour", "nested detour", "detour thrice", "a way to several", "own inverse"
    )

    @given(maps(), st.sampled_from(KINDS))
    def holds(drawn: Map, kind: str) -> None:
        scope = scope_of(drawn.links)
        forms: dict[tuple[Link, ...], set[tuple[str, str, bool]]] = defaultdict(set)
        for way in paths(drawn.links, kind):
            found = walked(way, kind, scope)
            short = reduced(way)
            forms[short].add((found.kind, found.normal, found.many))
            seen.saw(["detour" if short != way else "no detour"])
            seen.saw(["nested detour"] if len(way) - len(short) > 2 else [])
            seen.saw(["detour thrice"] if len(way) == 3 and len(set(way)) == 1 and len(short) == 1 else [])
            seen.saw(["a way to several"] if found.many else [])
            seen.saw(["own inverse"] if any(link.name == link.inverse for link in way) else [])
        assert all(len(normals) == 1 for normals in forms.values()), forms
        normals = [normal for found in forms.values() for normal in found]
        assert len(set(normals)) == len(normals), "two ways that differ have one normal form"

    holds()
    seen.check()


def test_ways_of_one_normal_form_lead_to_the_same_subjects_in_every_world() -> None:
    seen = Coverage("one subject", "several subjects", "nobody", "two ways")

    @given(maps(), st.sampled_from(KINDS))
    def holds(drawn: Map, kind: str) -> None:
        scope = scope_of(drawn.links)
        ends: dict[tuple[str, str], frozenset[str]] = {}
        for way in paths(drawn.links, kind):
            found = walked(way, kind, scope)
            for start in (f"{kind} {number}" for number in range(3)):
                reached = reach(way, start, drawn.world)
                seen.saw(
                    ["nobody" if not reached else "one subject" if len(reached) == 1 else "several subjects"]
                )
                seen.saw(["two ways"] if reached and (found.normal, start) in ends else [])
                # The shortest way of a form comes first. A longer one loses only those whose detour ends nowhere.
                assert reached <= ends.setdefault((found.normal, start), reached), way
                assert found.many or len(reached) < 2, "a way that leads to several says that it leads to one"

    holds()
    seen.check()
