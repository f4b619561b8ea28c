"""Writes a ruling as a model of the standard DMN 1.5, or says what the standard has no words for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final

from askonce.feel.check import Typed
from askonce.feel.source import source
from askonce.feel.tree import Literal
from askonce.feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS_DURATION,
    INTEGER,
    MONTHS_DURATION,
    NULL,
    NUMBER,
    TEXT,
    TIME,
    ChoiceType,
    ContextType,
    ListType,
    MoneyType,
    Type,
    type_name,
    type_of,
)
from askonce.feel.values import Value
from askonce.norms.binding import DATES, BoundTable, BoundText
from askonce.norms.dmn.model import HIT_WORDS
from askonce.norms.dmn.translating import Texts
from askonce.norms.dmn.writing import OUTSIDE_XML, Tag, allowed, lines_of, listed, tag, values_of
from askonce.norms.ruling import Ruling, typed_of
from askonce.pack.shapes import Expression

MODEL: Final = "https://www.omg.org/spec/DMN/20230324/MODEL/"
#: What the test of a whole number says in a model, whose own numbers may have fractions.
WHOLE: Final = "? = floor(?)"
_SIMPLE: Final[Mapping[Type, str]] = {
    ANY: "Any",
    NULL: "Any",
    NUMBER: "number",
    TEXT: "string",
    BOOLEAN: "boolean",
    DATE: "date",
    TIME: "time",
    DATE_TIME: "date and time",
    DAYS_DURATION: "days and time duration",
    MONTHS_DURATION: "years and months duration",
}
#: What a collecting table gives in a pack where no row matches.
EMPTY: Final[Mapping[str, str]] = {
    "collect": "[]",
    "rule order": "[]",
    "output order": "[]",
    "collect count": "0",
}
_HITS: Final = {words: hit for hit, words in HIT_WORDS.items()}


def export_ruling(ruling: Ruling) -> str | tuple[str, ...]:
    """The model of a ruling and of those it uses, or what keeps it from being one.

    Money becomes a number of its currency's units, an age a reckoning with its leap-day rule written out, and
    the values of parameters on the ruling's day are entries of its context.
    """
    made = _Export(ruling)
    text = made.document()
    if not made.reasons and OUTSIDE_XML.search(text):
        made.reasons += _unwritable(ruling)
    return tuple(dict.fromkeys(made.reasons)) or text


def _unwritable(ruling: Ruling) -> Iterator[str]:
    """The places at which a ruling, or one that it uses, has characters that no XML may hold."""
    norm, found = ruling.norm, False
    for typed, cell in _expressions(ruling.text):
        outside = OUTSIDE_XML.search(source(typed.tree))
        if outside:
            found = True
            yield f"{cell.node.span}: {_said(outside)}"
    for _, used in ruling.uses:
        below = tuple(_unwritable(used))
        found = found or bool(below)
        yield from below
    if not found:
        written = _Export(ruling).document()
        outside = OUTSIDE_XML.search(written)
        if outside:  # in a title, an option, a reason or a rate
            yield f"{norm.place('title')}: in the words or rates of norm `{norm.id}`: {_said(outside)}"


def _said(outside: re.Match[str]) -> str:
    return f"the character U+{ord(outside.group()):04X}, which no XML may hold"


def _expressions(text: BoundText) -> Iterator[tuple[Typed, Expression]]:
    """The expressions of a text with where each stands."""
    version, table = text.version, text.table
    pairs: list[tuple[Typed | None, Expression | None]] = [
        (typed, version.where[name]) for name, typed in text.derived.items()
    ]
    pairs.append((text.result, version.result))
    if table is not None:
        for row in table.rows:
            pairs += zip((*row.tests, *row.outcomes), (*row.row.when, *row.row.then), strict=True)
        pairs += zip(table.otherwise, table.table.otherwise, strict=False)
    yield from ((typed, cell) for typed, cell in pairs if typed is not None and cell is not None)


def unless_hit(name: str, hit: str) -> str:
    """What a collecting table gives in a pack, where the standard's gives null if no row matches (10.3.2.10).

    >>> unless_hit("hits", "collect count")
    'if hits = null then 0 else hits'
    """
    return f"if {name} = null then {EMPTY[hit]} else {name}"


def _hits_names() -> Iterator[str]:
    yield from (f"hits{number or ''}" for number in range(1_000_000))


def model_name(identifier: str) -> str:
    """The name of a norm's decision: one word, so that expressions may use it.

    >>> model_name("meal-price")
    'meal_price'
    """
    return identifier.replace("-", "_").replace(".", "_")


class _Export:
    """One export; the reasons against it gather meanwhile."""

    def __init__(self, ruling: Ruling) -> None:
        self.ruling = ruling
        self.reasons: list[str] = []
        self.items: dict[str, Tag] = {}
        self.choices: dict[tuple[str, ...], str] = {}
        self.decisions: dict[str, Tag] = {}
        self.inputs: dict[str, Type] = {}

    def document(self) -> str:
        """The whole file."""
        self.decide(self.ruling)
        inputs = [
            tag(
                "inputData",
                {"id": f"input_{name}", "name": name},
                tag("variable", {"name": name, "typeRef": self.type_ref(name, kind)}),
            )
            for name, kind in self.inputs.items()
        ]
        norm = self.ruling.norm
        root = tag(
            "definitions",
            {
                "xmlns": MODEL,
                "id": "definitions",
                "name": norm.id,
                "namespace": f"urn:askonce:norm:{norm.id}",
            },
            *self.items.values(),
            *inputs,
            *self.decisions.values(),
        )
        return '<?xml version="1.0" encoding="UTF-8"?>\n' + "".join(f"{line}\n" for line in lines_of(root, 0))

    def refuse(self, ruling: Ruling, reason: str) -> None:
        """Note what the standard has no words for."""
        self.reasons.append(f"norm `{ruling.norm.id}` {reason}")

    # -- decisions

    def decide(self, ruling: Ruling) -> str:
        """The name of a ruling's decision, which is made if it is not yet."""
        name = model_name(ruling.norm.id)
        known = {key for key, _ in ruling.inputs} | set(DATES)
        while name in known:
            name = f"{name}_norm"
        if name in self.decisions:
            return name
        uses = {key: self.decide(used) for key, used in ruling.uses}
        text = Texts(ruling, uses, partial(self.refuse, ruling))
        named = {key for typed in typed_of(ruling.text) for key in typed.names}
        named |= {key for key, _ in ruling.text.table.inputs} if ruling.text.table else set()
        kinds = {**dict(ruling.inputs), **DATES}
        own = [key for key in kinds if key in named]
        self.inputs |= {key: kinds[key] for key in own}
        needs = [
            tag("informationRequirement", {}, tag("requiredInput", {"href": f"#input_{key}"})) for key in own
        ]
        needs += [
            tag("informationRequirement", {}, tag("requiredDecision", {"href": f"#decision_{other}"}))
            for key, other in uses.items()
            if key in named
        ]
        variable = {"name": name} | self.result_type(name, ruling)
        label = {"label": ruling.norm.say("en")} if ruling.norm.title else {}
        self.decisions[name] = tag(
            "decision",
            {"id": f"decision_{name}", "name": name, **label},
            tag("variable", variable),
            *needs,
            self.logic(ruling, text),
        )
        return name

    def result_type(self, name: str, ruling: Ruling) -> dict[str, str]:
        """The type of what a decision gives, where it is one value."""
        table = ruling.text.table
        if len(ruling.outputs) != 1 or (table is not None and table.table.hit not in _ONE):
            return {}
        return {"typeRef": self.type_ref(name, ruling.outputs[0][1])}

    def logic(self, ruling: Ruling, text: Texts) -> Tag:
        """The table or formula, behind the entries that it builds on."""
        body = ruling.body
        last = self.table(body, text) if isinstance(body, BoundTable) else text.literal(body)
        entries = [
            tag("contextEntry", {}, tag("variable", {"name": key}), self.constant(value, text))
            for key, value in ruling.constants
        ]
        entries += [
            tag("contextEntry", {}, tag("variable", {"name": key}), text.literal(typed))
            for key, typed in ruling.text.derived.items()
        ]
        if isinstance(body, BoundTable) and body.table.hit in EMPTY and not body.otherwise:
            known = {key for key, _ in (*ruling.inputs, *ruling.constants)} | {
                *ruling.text.derived,
                *text.uses.values(),
            }
            name = next(name for name in _hits_names() if name not in known)
            entries.append(tag("contextEntry", {}, tag("variable", {"name": name}), last))
            last = tag("literalExpression", {}, tag("text", {}, unless_hit(name, body.table.hit)))
        if not entries:
            return last
        return tag("context", {}, *entries, tag("contextEntry", {}, last))

    def constant(self, value: Value, text: Texts) -> Tag:
        """The value of a parameter."""
        type_ref = self.column_type("value", type_of(value)) if not isinstance(value, str) else {}
        return tag("literalExpression", type_ref, tag("text", {}, text.text(Literal(0, 0, value))))

    def table(self, table: BoundTable, text: Texts) -> Tag:
        """A decision table."""
        policy, _, aggregation = _HITS[table.table.hit].partition("COLLECT ")
        hit = {"hitPolicy": "COLLECT", "aggregation": aggregation} if aggregation else {"hitPolicy": policy}
        notes = _notes(table)
        single = len(table.outputs) == 1
        label = {"outputLabel": table.outputs[0][0]} if single else {}
        inputs = [
            tag(
                "input",
                {"label": name},
                tag("inputExpression", self.column_type(name, kind), tag("text", {}, text.name(name))),
            )
            for name, kind in table.inputs
        ]
        otherwise = table.otherwise or [None] * len(table.outputs)
        outputs = [
            tag(
                "output",
                {"name": name} | self.column_type(name, kind) if not single else self.column_type(name, kind),
                *values_of("outputValues", kind),
                *([tag("defaultOutputEntry", {}, text.cell(default))] if table.otherwise else []),
            )
            for (name, kind), default in zip(table.outputs, otherwise, strict=True)
        ]
        rules = [
            tag(
                "rule",
                {},
                *(tag("inputEntry", {}, text.cell(test)) for test in row.tests),
                *(tag("outputEntry", {}, text.cell(outcome)) for outcome in row.outcomes),
                *(tag("annotationEntry", {}, tag("text", {}, note)) for note in noted),
            )
            for row, noted in zip(table.rows, notes, strict=True)
        ]
        annotations = [tag("annotation", {"name": name}) for name in ("basis", "because") if any(notes)]
        return tag("decisionTable", hit | label, *inputs, *outputs, *annotations, *rules)

    def column_type(self, name: str, kind: Type) -> dict[str, str]:
        """The type of a column, where there is one to state."""
        type_ref = self.type_ref(name, kind)
        return {} if type_ref == "Any" else {"typeRef": type_ref}

    # -- types

    def type_ref(self, name: str, kind: Type) -> str:
        """The name of a type in the model; what the standard does not have becomes a definition."""
        if kind in _SIMPLE:
            return _SIMPLE[kind]
        if kind == INTEGER:
            return self.define("integer", [tag("typeRef", {}, "number"), allowed("allowedValues", WHOLE)])
        match kind:
            case MoneyType(currency=currency):
                return self.define(
                    f"money_{currency}" if currency else "money", [tag("typeRef", {}, "number")]
                )
            case ChoiceType(options=options):
                return self.choice(name, options)
            case ListType(of=of):
                inner = self.type_ref(name, of)
                return self.define(
                    f"list_of_{inner.replace(' ', '_')}",
                    [tag("typeRef", {}, inner)],
                    {"isCollection": "true"},
                )
            case ContextType(fields=fields) if fields:
                parts = [
                    ("itemComponent", {"name": key}, [tag("typeRef", {}, self.type_ref(f"{name}_{key}", of))])
                    for key, of in fields
                ]
                return self.define(f"{name}_parts", list(parts))
            case ContextType():
                return "context"
            case _:
                self.reasons.append(
                    f"`{name}` is of the type {type_name(kind)}, which the standard does not have"
                )
                return "Any"

    def choice(self, name: str, options: tuple[str, ...]) -> str:
        """The definition of a choice; one for all facts with the same options."""
        if options not in self.choices:
            parts = [tag("typeRef", {}, "string"), allowed("allowedValues", listed(options))]
            self.choices[options] = self.define(f"{name}_type", parts)
        return self.choices[options]

    def define(self, name: str, parts: list[Tag], attributes: Mapping[str, str] | None = None) -> str:
        """Keep a definition under its name, or under one with a number where another has it."""
        made, count = name, 1
        while True:
            found = tag("itemDefinition", {"name": made, **(attributes or {})}, *parts)
            if self.items.setdefault(made, found) == found:
                return made
            count += 1
            made = f"{name}_{count}"


_ONE: Final = frozenset({"unique", "any", "first", "priority", "collect sum", "collect min", "collect max"})


def _notes(table: BoundTable) -> list[list[str]]:
    """The article and reason of each row, nothing where no row has any."""
    notes = [
        [
            row.row.basis.id if row.row.basis else "",
            row.row.because.in_language("en") if row.row.because else "",
        ]
        for row in table.rows
    ]
    return notes if any(any(one) for one in notes) else [[] for _ in notes]
