"""Ask-once: an open register never adds a question, derivations are followed, one datum is asked once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from askonce.cases.asking import Asked
from askonce.pack.passes import Checked
from askonce.text.diagnostic import Diagnostic
from tests.property.coverage import Coverage
from tests.property.packs import (
    ADOPTED,
    KINDS,
    PAIRS,
    PURPOSES,
    SKELETON,
    TIMES,
    Draw,
    Pack,
    all_found,
    check,
    codes,
    packs,
    sources,
    titled,
)

ASK_ONCE = {"AO301", "AO302", "AO303"}


class Opening(NamedTuple):
    """A pack, and a register to be added that is open to every purpose and holds what nobody holds yet."""

    pack: Pack
    path: str
    register: dict[str, Any]


@st.composite
def openings(draw: Draw) -> Opening:
    pack: Pack = draw(packs(faults=False))
    checked = check(sources(pack), keep=True)
    asked = sorted({(one.kind, one.concept) for one in _asked(checked) if not one.held_openly})
    concepts = [path[9:-5] for path in pack if path.startswith("concepts/")]
    kind, wanted = draw(st.sampled_from(asked or [(one, concepts[0]) for one in KINDS]))
    attributes = {}
    for concept in sorted({wanted, *draw(st.lists(st.sampled_from(concepts)))}):
        at = draw(st.sampled_from(["latest", "any", "month"]))
        if all(one.value.at != at for one in checked.view.table.find("held", f"{kind}/{concept}")):
            public = {"sensitivity": "public"}
            opened = {"sensitivity": "personal", "open_to": dict.fromkeys(PURPOSES, "rules/2")}
            attributes[f"new_{concept}"] = {"concept": concept, "at": at} | draw(
                st.sampled_from([public, opened])
            )
    register = {**titled("register", "new"), "of": kind, "holder": "street", "basis": "rules/1"}
    path = draw(st.sampled_from(["a.yaml", "registers/new.yaml", "z.yaml"]))
    return Opening(pack, path, register | {"attributes": attributes})


def _asked(checked: Checked) -> Iterator[Asked]:
    for kind in ("service", "report"):
        for bound in checked.bound.get(kind, {}).values():
            yield from bound.asked


def unanswered(checked: Checked) -> set[str]:
    """The questions, by their places, that no register may answer."""
    return {str(asked.place) for asked in _asked(checked) if not asked.held_openly}


def places(found: tuple[Diagnostic, ...]) -> Counter[tuple[str, str]]:
    return Counter((finding.code, str(finding.span)) for finding in found)


def test_an_open_register_never_adds_a_question() -> None:
    seen = Coverage(
        "a question less", "as many questions", "AO301 new", "AO303 gone", "first file", "last file"
    )

    @given(openings())
    def holds(opening: Opening) -> None:
        before = check(sources(opening.pack), keep=True)
        after = check(sources({**opening.pack, opening.path: opening.register}), keep=True)
        left, still = unanswered(before), unanswered(after)
        assert still <= left
        new = places(all_found(after)) - places(all_found(before))
        for finding in all_found(after):
            if (finding.code, str(finding.span)) not in new:
                continue
            outlived = finding.code == "AO019" and any(code in finding.message for code in ASK_ONCE)
            assert finding.code in ASK_ONCE or outlived, finding
            if finding.code in ASK_ONCE:
                assert opening.path in {other.span.path for other in finding.related}, finding
        gone = places(all_found(before)) - places(all_found(after))
        seen.saw(f"{code} new" for code, _ in new)
        seen.saw(f"{code} gone" for code, _ in gone)
        seen.saw(["a question less" if still < left else "as many questions"])
        seen.saw([{"a.yaml": "first file", "z.yaml": "last file"}.get(opening.path, "among registers")])

    holds()
    seen.check()


@st.composite
def holdings(draw: Draw) -> Pack:
    """A service that asks people for several concepts, and registers of people that hold some of them."""
    names = [f"c{number}" for number in range(draw(st.integers(2, 4)))]
    pack: dict[str, Any] = dict(SKELETON)
    for place, name in enumerate(names):
        parts = draw(st.lists(st.sampled_from(names[:place]), unique=True, max_size=2)) if place else []
        changes = draw(st.sampled_from(["never", "often"]))
        words = {"type": "date", "changes": changes, "derives_from": parts}
        pack[f"concepts/{name}.yaml"] = {**titled("concept", name), **words}
    for register in ("r0", "r1"):
        attributes = {}
        for name in draw(st.lists(st.sampled_from(names), unique=True)):
            doors = draw(
                st.sampled_from([{}, {"open_to": {"meals": "rules/2"}}, {"open_to": {"outings": "rules/2"}}])
            )
            held = {"at": draw(st.sampled_from(["latest", "any", "month"])), "concept": name, **doors}
            held["sensitivity"] = draw(st.sampled_from(["public", "internal", "personal", "personal"]))
            attributes[f"{register}_{name}"] = held
        founded = {"of": "person", "holder": "street", "basis": "rules/1", "attributes": attributes}
        pack[f"registers/{register}.yaml"] = {**titled("register", register), **founded}
    asks = {name: {"concept": name, "at": draw(st.sampled_from(TIMES)), "for_step": "work"} for name in names}
    words = {"for": "person", "purpose": "meals", "basis": "rules/3", "office": "street", "asks": asks}
    pack["services/s.yaml"] = {**titled("service", "s"), **words, "steps": {"work": {"by": "street/clerk"}}}
    return pack


NOW = {"application", "latest"}


def supplied(concept: str, at: str, purpose: str, pack: Pack, *, openly: bool) -> bool:
    """Whether registers of people give a concept at a time, read off the pack's own words."""
    said: Any = pack[f"concepts/{concept}.yaml"]
    for one in pack.values():
        if not isinstance(one, Mapping) or one.get("of") != "person":
            continue
        for held in one.get("attributes", {}).values():
            timely = (
                said["changes"] == "never"
                or held["at"] in {"any", at}
                or (held["at"] == "latest" and at in NOW)
            )
            doors = held.get("open_to", {})
            internal = held["sensitivity"] == "internal" and not doors
            is_open = held["sensitivity"] == "public" or internal or purpose in doors
            if held["concept"] == concept and timely and (is_open or not openly):
                return True
    parts = said.get("derives_from", [])
    return bool(parts) and all(supplied(part, at, purpose, pack, openly=openly) for part in parts)


def test_a_question_is_an_error_where_any_supply_is_open_and_a_proposal_where_none_is() -> None:
    seen = Coverage("AO301", "AO303", "neither", "several hold it", "derived")

    @given(holdings())
    def holds(pack: Pack) -> None:
        checked = check(sources(pack), keep=True)
        found = {str(one.span): one.code for one in all_found(checked) if one.code in {"AO301", "AO303"}}
        for bound in checked.bound["service"].values():
            for asked in bound.asked:
                about = (asked.concept, asked.ask.at, bound.case.purpose.id, pack)
                expected = "AO301" if supplied(*about, openly=True) else "AO303"
                if not supplied(*about, openly=False):
                    expected = "neither"
                assert found.get(str(asked.place), "neither") == expected, asked.name
                holders = checked.view.table.find("held", f"person/{asked.concept}")
                seen.saw([expected, *(["several hold it"] if len(holders) > 1 else [])])
                seen.saw(["derived"] if any(one.value.concept != asked.concept for one in asked.held) else [])

    holds()
    seen.check()


class Chain(NamedTuple):
    """A concept that follows from others by some steps, the registers that hold those, and who asks for it."""

    pack: Pack
    bases: tuple[str, ...]
    closed: tuple[str, ...]
    lost: str
    depth: int


@st.composite
def chains(draw: Draw) -> Chain:
    bases = tuple(f"b{number}" for number in range(draw(st.integers(1, 3))))
    concepts = {base: {**titled("concept", base), "type": "date"} for base in bases}
    top: list[str] = list(bases)
    depth = draw(st.integers(1, 3))
    for number in range(depth):
        name = f"d{number}"
        concepts[name] = {**titled("concept", name), "type": "integer", "derives_from": top}
        top = [name, draw(st.sampled_from(bases))] if draw(st.booleans()) else [name]
    registers = {}
    for base in bases:
        held = {"concept": base, "sensitivity": "personal", "open_to": {"meals": "rules/2"}}
        held["at"] = draw(st.sampled_from(["latest", "any"]))
        register = {**titled("register", f"r-{base}"), "of": "person", "holder": "street", "basis": "rules/1"}
        registers[base] = register | {"attributes": {f"held_{base}": held}}
    service = {
        **titled("service", "s"), "for": "person", "purpose": "meals", "basis": "rules/3", "office": "street",
        "asks": {"asked": {"concept": f"d{depth - 1}", "for_step": "work", "because": "rules/3"}},
        "steps": {"work": {"by": "street/clerk"}}, "visit": "none", "term": {"promised": "1 day"},
        "gives": "card", "objection": {"within": "60 days", "to": "legal"}, "adopted": ADOPTED,
    }  # fmt: skip
    pack: Pack = {
        **SKELETON, "service.yaml": service,
        **{f"concepts/{name}.yaml": one for name, one in concepts.items()},
        **{f"registers/{base}.yaml": one for base, one in registers.items()},
    }  # fmt: skip
    closed = draw(st.lists(st.sampled_from(bases), unique=True, min_size=1))
    return Chain(pack, bases, tuple(sorted(closed)), draw(st.sampled_from(bases)), depth)


def without(chain: Chain, base: str, **words: Any) -> Pack:
    """The pack with other words for the attribute that holds a base concept, or, without words, with none."""
    path = f"registers/{base}.yaml"
    register: Any = chain.pack[path]
    (name, held), *_ = register["attributes"].items()
    return {**chain.pack, path: {**register, "attributes": {name: {**held, **words}} if words else {}}}


def test_asking_for_what_follows_from_held_data_is_found() -> None:
    seen = Coverage("depth 1", "depth 2", "depth 3", "1 held", "2 held", "1 closed", "2 closed")

    @given(chains())
    def holds(chain: Chain) -> None:
        found = [one for one in all_found(check(sources(chain.pack))) if one.code in ASK_ONCE]
        assert [one.code for one in found] == ["AO301"]
        assert {one.span.path for one in found[0].related} == {f"registers/{b}.yaml" for b in chain.bases}
        shut = chain
        for base in chain.closed:
            shut = shut._replace(pack=without(shut, base, open_to={}))
        proposed = [one for one in all_found(check(sources(shut.pack))) if one.code in ASK_ONCE]
        assert [one.code for one in proposed] == ["AO303"]
        for base in chain.bases:
            assert (f"`r-{base}.held_{base}`" in proposed[0].help) == (base in chain.closed)
        assert not codes(check(sources(without(chain, chain.lost)))) & ASK_ONCE
        seen.saw([f"depth {chain.depth}", f"{len(chain.bases)} held", f"{len(chain.closed)} closed"])

    holds()
    seen.check()


class Twice(NamedTuple):
    """Two questions of one service, and whether they mean one datum."""

    pack: Pack
    same: bool
    because: frozenset[str]


DETOURS = {"applicant": ".spouse.spouse", "applicant.home": "", "applicant.children": ".spouse.spouse"}


@st.composite
def questions_asked_twice(draw: Draw) -> Twice:
    changes = draw(st.sampled_from(["never", "rarely", "often"]))
    concepts = {
        name: {**titled("concept", name), "type": "text", "changes": changes} for name in ("one", "two")
    }
    first = [draw(st.sampled_from(["one", "two"])), draw(st.sampled_from(sorted(DETOURS))), "application"]
    second = list(first)
    differ = draw(st.sets(st.sampled_from(["concept", "subject", "time"])))
    if "concept" in differ:
        second[0] = "two" if first[0] == "one" else "one"
    if "subject" in differ:
        second[1] = draw(st.sampled_from([way for way in sorted(DETOURS) if way != first[1]]))
    if "time" in differ:
        second[2] = draw(st.sampled_from(["event", "month"]))
    detour = DETOURS[second[1]] if draw(st.booleans()) else ""
    asks = {
        name: {"concept": concept, "of": way, "at": at, "for_step": "work", "title": {"en": name, "zh": name}}
        for name, (concept, way, at) in {
            "q": first,
            "again": [second[0], second[1] + detour, second[2]],
        }.items()
    }
    links = [link for two in PAIRS for link in two]
    registers = {
        f"links-{kind}.yaml": {
            **titled("register", f"links-{kind}"), "of": kind, "holder": "street", "basis": "rules/1",
            "relations": {
                link.name: {"to": link.to, "many": link.many, "inverse": link.inverse}
                for link in links if link.of == kind
            },
        }
        for kind in KINDS
    }  # fmt: skip
    service = {**titled("service", "s"), "for": "person", "asks": asks, "steps": ["work"]}
    same = not differ or (differ == {"time"} and changes == "never")
    pack = {**SKELETON, **registers, **{f"{name}.yaml": one for name, one in concepts.items()}}
    return Twice(pack | {"s.yaml": service}, same, frozenset(differ) | ({"detour"} if detour else set()))


def test_two_questions_repeat_each_other_where_concept_subject_and_time_coincide() -> None:
    seen = Coverage("concept", "subject", "time", "detour", "one datum", "two data")

    @given(questions_asked_twice())
    def holds(twice: Twice) -> None:
        found = codes(check(sources(twice.pack)))
        assert ("AO305" in found) == twice.same
        seen.saw([*twice.because, "one datum" if twice.same else "two data"])

    holds()
    seen.check()
