"""Packs drawn at random: laws and offices that check clean, with registers, services and norms upon them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple, TypeAlias

from hypothesis import strategies as st

from askonce.assembly import LANGUAGE
from askonce.pack.passes import Checked, check_sources
from askonce.text.diagnostic import Diagnostic
from askonce.text.source import Source, from_text

Definition: TypeAlias = Mapping[str, Any]
Pack: TypeAlias = Mapping[str, Definition | str]
Draw: TypeAlias = Callable[[st.SearchStrategy[Any]], Any]

ON = date(2026, 11, 21)
ADOPTED = {"act": "rules", "on": "2021-12-15", "by": ["street director", "county legal office"]}
PURPOSES = ("meals", "outings")
TYPES = ("date", "integer", "text", "boolean", "money CNY", ["one", "two"])
TIMES = ("application", "application", "event", "latest", "month")
KINDS = ("person", "home", "firm")
PLAIN = re.compile(r"[a-z][a-z0-9_/-]*( [a-z0-9_/-]+)*")
SURPRISES = {"no", "yes", "on", "off", "y", "n", "true", "false", "null"}


def titled(kind: str, name: str) -> dict[str, Any]:
    """The first words of a definition."""
    return {kind: name, "title": {"en": f"The {name}", "zh": f"{name} 项"}}


SKELETON: Pack = {
    "pack.yaml": {**titled("manifest", "drawn"), "languages": ["en", "zh"], "currency": "CNY"},
    "laws/rules.yaml": {
        **titled("law", "rules"),
        "articles": {
            str(number): {"en": f"Article {number}.", "zh": f"第 {number} 条"} for number in (1, 2, 3)
        },
    },
    "offices/street.yaml": {**titled("office", "street"), "roles": ["clerk", "director"]},
    "offices/legal.yaml": titled("office", "legal"),
    "purposes/meals.yaml": {**titled("purpose", "meals"), "basis": "rules/2", "adopted": ADOPTED},
    "purposes/outings.yaml": {**titled("purpose", "outings"), "basis": "rules/2", "adopted": ADOPTED},
}


class Link(NamedTuple):
    """A relation between two kinds of subjects, and whether it leads to several."""

    name: str
    of: str
    to: str
    many: bool
    inverse: str


def pair(name: str, of: str, inverse: str, to: str, *, many: bool, back_many: bool) -> tuple[Link, Link]:
    """A relation and its inverse."""
    return Link(name, of, to, many, inverse), Link(inverse, to, of, back_many, name)


PAIRS = (
    pair("children", "person", "parents", "person", many=True, back_many=True),
    pair("spouse", "person", "spouse", "person", many=False, back_many=False),
    pair("home", "person", "members", "home", many=False, back_many=True),
    pair("directs", "person", "director", "firm", many=False, back_many=False),
    pair("seat", "firm", "seated", "home", many=False, back_many=True),
)


class Drawn(NamedTuple):
    """What further definitions may refer to: concepts with their types, links, and attributes by subject."""

    types: Mapping[str, Any]
    links: tuple[Link, ...]
    attributes: Mapping[str, tuple[str, ...]]


@st.composite
def packs(draw: Draw, *, clashes: bool = True, faults: bool = True) -> Pack:
    """A pack of a dozen files; `clashes` lets two definitions say one thing, `faults` lets words be wrong."""
    concepts = dict(_concept(draw, number) for number in range(draw(st.integers(1, 4))))
    pairs = draw(st.lists(st.sampled_from(PAIRS), unique=True, max_size=3))
    links = tuple(dict.fromkeys(link for two in pairs for link in two))
    registers = dict(_registers(draw, tuple(concepts), links, clashes=clashes))
    attributes = {
        kind: tuple(
            name for one in registers.values() if one["of"] == kind for name in one.get("attributes", {})
        )
        for kind in KINDS
    }
    drawn = Drawn({name: one["type"] for name, one in concepts.items()}, links, attributes)
    norms = dict(_norm(draw, number, drawn) for number in range(draw(st.integers(0, 2))))
    services = dict(_service(draw, number, drawn, norms) for number in range(draw(st.integers(1, 2))))
    reports = dict(_reports(draw, drawn))
    pack: dict[str, Definition | str] = {
        **SKELETON,
        **{f"concepts/{name}.yaml": one for name, one in concepts.items()},
        **{f"registers/{name}.yaml": one for name, one in registers.items()},
        **{f"norms/{name}.yaml": one for name, one in norms.items()},
        **{f"services/{name}.yaml": one for name, one in services.items()},
        **{f"reports/{name}.yaml": one for name, one in reports.items()},
    }
    if draw(st.booleans()):
        rows = "".join(f"{name},{draw(st.integers(0, 99))}\n" for name in services)
        pack["volumes.csv"] = f"volume,filings\n{rows}"
    for _ in range(draw(st.integers(0, 3)) if faults else 0):
        pack = _with_fault(draw, pack, clashes=clashes)
    return pack


def _concept(draw: Draw, number: int) -> tuple[str, dict[str, Any]]:
    concept = {**titled("concept", f"c{number}"), "type": draw(st.sampled_from(TYPES))}
    concept["changes"] = draw(st.sampled_from(["never", "rarely", "often"]))
    if number and draw(st.booleans()):
        concept["derives_from"] = [f"c{draw(st.integers(0, number - 1))}"]
    return f"c{number}", concept


def _registers(
    draw: Draw, concepts: tuple[str, ...], links: tuple[Link, ...], *, clashes: bool
) -> Iterator[tuple[str, dict[str, Any]]]:
    held: set[tuple[str, str, str]] = set()
    for kind in KINDS:
        relations = {}
        for link in links:
            if link.of == kind:
                relations[link.name] = {"to": link.to, "many": link.many, "inverse": link.inverse} | _doors(
                    draw
                )
        yield f"links-{kind}", _register(f"links-{kind}", kind) | {"relations": relations}
    for number in range(draw(st.integers(0, 3))):
        kind = draw(st.sampled_from(KINDS[:2]))
        attributes = {}
        for concept in draw(st.lists(st.sampled_from(concepts), unique=True, max_size=3)):
            at = draw(st.sampled_from(["latest", "latest", "any", "month"]))
            if not clashes and (kind, concept, at) in held:
                continue
            held.add((kind, concept, at))
            name = draw(st.sampled_from([f"of_{concept}", f"r{number}_{concept}"]))
            attributes[name if clashes else f"r{number}_{concept}"] = _attribute(draw, concept, at)
        yield f"r{number}", _register(f"r{number}", kind) | {"attributes": attributes}


def _register(name: str, kind: str) -> dict[str, Any]:
    return {**titled("register", name), "of": kind, "holder": "street", "basis": "rules/1", "complete": True}


def _doors(draw: Draw) -> dict[str, Any]:
    if draw(st.booleans()):
        return {}
    open_to = draw(st.lists(st.sampled_from(PURPOSES), unique=True))
    return {"open_to": dict.fromkeys(open_to, "rules/2")}


def _attribute(draw: Draw, concept: str, at: str) -> dict[str, Any]:
    sensitivity = draw(st.sampled_from(["public", "internal", "personal", "personal"]))
    doors = _doors(draw) or ({"open_to": {}} if sensitivity == "personal" else {})
    return {"concept": concept, "at": at, "sensitivity": sensitivity} | doors


def _way(draw: Draw, start: str, kind: str, links: tuple[Link, ...]) -> tuple[str, str]:
    steps = [start]
    for _ in range(draw(st.integers(0, 3))):
        on = [link for link in links if link.of == kind]
        if not on:
            break
        link = draw(st.sampled_from(on))
        steps.append(link.name)
        kind = link.to
    return ".".join(steps), kind


def _asks(draw: Draw, drawn: Drawn, start: str, kind: str) -> dict[str, Any]:
    asks = {}
    for number in range(draw(st.integers(0, 3))):
        ask = {"concept": draw(st.sampled_from(sorted(drawn.types))), "at": draw(st.sampled_from(TIMES))}
        if draw(st.booleans()):
            ask["of"] = _way(draw, start, kind, drawn.links)[0]
        asks[f"q{number}"] = ask
    return asks


def _service(draw: Draw, number: int, drawn: Drawn, norms: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    kind = draw(st.sampled_from(["person", "person", "firm"]))
    uses = {}
    for place in range(draw(st.integers(0, 2))):
        way, end = _way(draw, "applicant", kind, drawn.links)
        if drawn.attributes[end]:
            attribute = draw(st.sampled_from(drawn.attributes[end]))
            use = {"from": f"{way}.{attribute}", "for_step": "work", "if_unavailable": "ask"}
            uses[f"u{place}"] = use | {"if_stale": "accept", "if_disputed": "wait"}
    asks = {name: {**ask, "for_step": "work"} for name, ask in _asks(draw, drawn, "applicant", kind).items()}
    documents = {}
    if uses and draw(st.booleans()):
        documents["card"] = {"shows": [next(iter(uses.values()))["from"]], "because": "rules/3"}
    decides = draw(st.lists(st.sampled_from(sorted(norms)), unique=True)) if norms else []
    for norm in decides:
        for need in norms[norm]["needs"]:
            asks[need] = {"concept": need.partition("_")[2], "for_step": "work"}
    return f"s{number}", {
        **titled("service", f"s{number}"), "for": kind, "purpose": draw(st.sampled_from(PURPOSES)),
        "basis": "rules/3", "office": "street", "uses": uses, "asks": asks, "documents": documents,
        "decides": decides, "steps": {"work": {"by": "street/clerk"}}, "visit": "none",
        "term": {"promised": "1 working day", "legal": "5 working days"}, "gives": "card",
        "objection": {"within": "60 days", "to": "legal"}, "adopted": ADOPTED,
    }  # fmt: skip


def _norm(draw: Draw, number: int, drawn: Drawn) -> tuple[str, dict[str, Any]]:
    concept = draw(st.sampled_from(sorted(drawn.types)))
    need, kind = f"n{number}_{concept}", drawn.types[concept]
    low, high = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    cells = {
        "integer": (f"< {low}", f">= {high}"), "money CNY": (f"< {low} CNY", f">= {high} CNY"),
        "date": (f'< @"2026-01-0{low}"', f'>= @"2026-01-0{high}"'), "boolean": ("true", "false"),
    }.get(kind if isinstance(kind, str) else "", ("-", "-") if kind == "text" else ("one", "two"))  # fmt: skip
    rows = draw(st.lists(st.sampled_from([[cells[0], "yes"], [cells[1], "no"]]), min_size=1, max_size=3))
    hit = draw(st.sampled_from(["unique", "any", "first"]))
    return f"n{number}", {
        **titled("norm", f"n{number}"), "basis": "rules/3", "effect": "favourable",
        "in_force": {"from": "2022-01-01"}, "needs": {need: {"type": kind}},
        "table": {"hit": hit, "when": [need], "then": {"class": ["yes", "no"]}, "rows": rows},
        "adopted": ADOPTED,
    }  # fmt: skip


def _reports(draw: Draw, drawn: Drawn) -> Iterator[tuple[str, dict[str, Any]]]:
    names = [f"p{number}" for number in range(draw(st.integers(0, 2)))]
    for name in names:
        kind = draw(st.sampled_from(KINDS))
        asks = _asks(draw, drawn, kind, kind)
        yield name, {
            **titled("report", name), "for": kind, "every": draw(st.sampled_from(["month", "year"])),
            "filled_by": "street", "purpose": "meals", "basis": "rules/3", "office": "street", "asks": asks,
            "term": {"promised": "1 day", "legal": "5 days"},
        }  # fmt: skip
    if names:
        yield "duty", {**titled("duty", "duty"), "of": "street", "reports": names, "basis": "rules/3"}


ODD_VALUES: tuple[Any, ...] = (
    None,
    "nobody",
    "",
    12,
    True,
    [],
    {},
    ["nobody"],
    {"x": 1},
    "2026-02-30",
    "rules/9",
)


def _with_fault(
    draw: Draw, pack: Mapping[str, Definition | str], *, clashes: bool
) -> dict[str, Definition | str]:
    """Spoil one definition: lose a word, write nonsense, use an unknown word, drop a language, allow, repeat."""
    path = draw(st.sampled_from(sorted(path for path, one in pack.items() if isinstance(one, Mapping))))
    one = pack[path]
    assert isinstance(one, Mapping)
    words = list(one)[1:]
    word = draw(st.sampled_from(words)) if words else ""
    spoilt: dict[str, Any] = dict(one)
    match draw(st.sampled_from(["lose", "nonsense", "deep", "unknown", "language", "allow", "repeat"])):
        case "lose":
            spoilt.pop(word, None)
        case "nonsense" if word:
            spoilt[word] = draw(st.sampled_from(ODD_VALUES))
        case "deep" if isinstance(one.get(word), Mapping) and one[word]:
            inner = draw(st.sampled_from(sorted(one[word])))
            spoilt[word] = {**one[word], inner: draw(st.sampled_from(ODD_VALUES))}
        case "unknown":
            spoilt["holidais"] = ["2026-10-01"]
        case "language":
            spoilt["title"] = {"en": "Only English"}
        case "allow":
            code = draw(st.sampled_from(["AO018", "AO301", "AO303", "AO216"]))
            spoilt["allow"] = [{"code": code, "because": "it is right here"}]
        case "repeat" if clashes:
            return {**pack, path: spoilt, f"again/{path.replace('/', '-')}": one}
        case _:
            pass
    return {**pack, path: spoilt}


STYLES = ("flow", "block", "crlf", "commented")


def write(one: Definition | str, style: str = "flow") -> str:
    """The text of a file: words on lines of their own, values in flow or in block style."""
    if isinstance(one, str):
        return one
    if style == "flow":
        return "".join(f"{word}: {json.dumps(value, ensure_ascii=False)}\n" for word, value in one.items())
    text = "".join(_block(one, 0))
    if style == "commented":
        return "# 说明 of this file\n\n" + text.replace("\n", "  # why\n", 1)
    return text.replace("\n", "\r\n") if style == "crlf" else text


def _block(value: Any, depth: int) -> Iterator[str]:
    indent = "  " * depth
    for word, inner in value.items():
        if isinstance(inner, Mapping) and inner:
            yield f"{indent}{_scalar(word)}:\n"
            yield from _block(inner, depth + 1)
        elif isinstance(inner, list) and inner:
            yield f"{indent}{_scalar(word)}:\n"
            yield from (f"{indent}  - {json.dumps(item, ensure_ascii=False)}\n" for item in inner)
        elif isinstance(inner, str):
            yield f"{indent}{_scalar(word)}: {_scalar(inner)}\n"
        else:
            yield f"{indent}{_scalar(word)}: {json.dumps(inner, ensure_ascii=False)}\n"


def _scalar(text: str) -> str:
    if PLAIN.fullmatch(text) and text not in SURPRISES:
        return text
    return f"'{text}'" if text and "'" not in text else json.dumps(text, ensure_ascii=False)


def sources(pack: Pack, style: str = "flow") -> tuple[Source, ...]:
    """The files of a pack, in the order of their paths."""
    return tuple(from_text(path, write(one, style)) for path, one in sorted(pack.items()))


def check(files: Iterable[Source], *, keep: bool = False) -> Checked:
    """Check files as a pack for the day of the tests."""
    return check_sources(files, LANGUAGE, on=ON, keep=keep)


def all_found(checked: Checked) -> tuple[Diagnostic, ...]:
    """Findings and proposals together."""
    return (*checked.findings, *checked.proposals)


def codes(checked: Checked) -> set[str]:
    """The codes of all findings and proposals."""
    return {finding.code for finding in all_found(checked)}
