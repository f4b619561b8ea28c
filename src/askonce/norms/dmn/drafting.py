"""One decision of a model as the draft of a norm."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from askonce.feel.functions import BUILT_IN
from askonce.feel.lexer import is_plain_name
from askonce.feel.source import source
from askonce.feel.syntax import parse, parse_unary_tests
from askonce.feel.tree import Literal, Name, Node, UnaryTests
from askonce.feel.types import INTEGER, NUMBER, Type, assignable, type_name
from askonce.norms.binding import DATES
from askonce.norms.dmn.exporting import EMPTY, unless_hit
from askonce.norms.dmn.model import (
    ContextLogic,
    Decision,
    Entry,
    Input,
    LiteralLogic,
    Logic,
    Output,
    Rule,
    TableLogic,
    Text,
)
from askonce.norms.dmn.naming import Leaf, Naming, Unsaid, Words, options_of, pack_name, tested, unused
from askonce.norms.dmn.speech import Speech
from askonce.registers.types import feel_type

_ONE: Final = frozenset({"unique", "any", "first", "priority"})
_RANKING: Final = frozenset({"priority", "output order"})
_PLAIN: Final = re.compile(r"true|false|null|-?[0-9]{1,15}(\.[0-9]{1,15})?|[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Draft(msgspec.Struct, frozen=True):
    """A norm to be written: its name, its words, and the lines of the model that its texts come from.

    `gives` is the type that the model states for what a formula gives, empty where it states none.
    """

    id: str
    line: int
    words: Mapping[str, Any]
    lines: tuple[tuple[str, int], ...]
    gives: Words = ""

    def misfit(self, found: Type) -> str:
        """Why a formula of a type does not give what the model states; there, null would stand for it."""
        stated = feel_type(" | ".join(self.gives) if isinstance(self.gives, list) else self.gives or "any")
        wanted = NUMBER if stated == INTEGER else stated
        if wanted is None or assignable(found, wanted):
            return ""
        return f"the formula gives {type_name(found)}, and its variable says {type_name(wanted)}"

    def text(self) -> str:
        """Its words as a file that is yet to be put into its one canonical form."""
        return _plain(self.words) + "\n"

    def closes(self) -> bool:
        """Whether null may stand for the outcome where no row applies: the table has one outcome and no such row."""
        table = self.words.get("table", {})
        return len(table.get("then", ())) == 1 and "otherwise" not in table

    def closed(self) -> Draft:
        """The draft with null where no row applies, which is what the standard gives."""
        table = {**self.words["table"], "otherwise": ["null"]}
        return msgspec.structs.replace(self, words={**self.words, "table": table})

    def line_of(self, written: str) -> int:
        """The line of the model behind a line of the file: of the longest text that stands in it."""
        found = [(len(text), line) for text, line in self.lines if text and text in written]
        return max(found)[1] if found else self.line


def _plain(value: Any) -> str:
    """JSON in which what an author writes without quotes has none, which YAML reads."""
    if isinstance(value, Mapping):
        return (
            "{"
            + ", ".join(
                f"{json.dumps(key, ensure_ascii=False)}: {_plain(held)}" for key, held in value.items()
            )
            + "}"
        )
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_plain, value)) + "]"
    text = str(value)
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


class Drafting(Speech):
    """Makes one draft."""

    def __init__(self, whole: Naming, decision: Decision, narrowed: Mapping[str, list[str]]) -> None:
        super().__init__(whole, decision)
        self.narrowed = narrowed
        self.where: dict[str, str] = {}
        self.needed: dict[str, Words] = {}
        self.lines: list[tuple[str, int]] = []

    def draft(self) -> Draft:
        """The draft of the decision."""
        decision = self.decision
        if decision.logic is None:
            raise Unsaid(decision.line, f"the decision `{decision.name}` has no logic")
        leaves = self.whole.needs(decision)
        self.needed = {
            name: self.narrowed.get(leaf.path) or self.whole.leaf_words(leaf) for name, leaf in leaves.items()
        }
        body = self.body(decision.logic)
        needs = {name: self.need(leaf, self.needed[name]) for name, leaf in leaves.items()}
        title = dict.fromkeys(self.whole.languages, decision.label or decision.name)
        words: dict[str, Any] = {"norm": self.whole.ids[decision.id], "title": title}
        words |= {"imported_from": self.whole.file}
        if self.whole.on is not None:
            words["in_force"] = {"from": self.whole.on.isoformat(), "governed_by": "application"}
        words |= {"needs": needs} if needs else {}
        words |= {"norms": self.uses} if self.uses else {}
        words |= {"where": self.where} if self.where else {}
        gives = self.gives() if "result" in body else ""
        return Draft(self.whole.ids[decision.id], decision.line, words | body, tuple(self.lines), gives)

    def gives(self) -> Words:
        """The type that the decision's variable states, empty where a pack has no word for it."""
        try:
            return self.whole.type_words(self.decision.variable.type_ref, self.decision.line)
        except Unsaid:
            return ""

    def need(self, leaf: Leaf, words: Words) -> Any:
        """A need with its type, and its old name where that was another."""
        if leaf.name == leaf.path:
            return words if isinstance(words, str) else {"type": words}
        return {"type": words, "title": dict.fromkeys(self.whole.languages, leaf.path)}

    def body(self, logic: Logic, *, collects: bool = False) -> dict[str, Any]:
        """The table or the formula; the entries of a context before its result become derived facts.

        `collects` says that a table without a hit gives an empty list, as in a pack, and not null.
        """
        if isinstance(logic, ContextLogic) and logic.entries and logic.entries[-1].variable is None:
            short = _collected(logic)
            for entry in short.entries[:-1]:
                name = "" if entry.variable is None else entry.variable.name
                self.derive(name, pack_name(name), self.tree(entry.logic), entry.logic.line)
            return self.body(short.entries[-1].logic, collects=short is not logic)
        if isinstance(logic, TableLogic):
            return {"table": self.table(logic, collects=collects)}
        return {"result": self.written(self.tree(logic), logic.line)}

    def derive(self, name: str, wanted: str, tree: Node, line: int) -> str:
        """Keep a derived fact, under a name of its own, which is given back."""
        taken = {*self.names.values(), *self.whole.names.values(), *self.where, *DATES, "leap_day"}
        made = unused(wanted, taken, "_")
        self.where[made] = self.written(tree, line)
        if name:
            self.names[name] = made
        return made

    def written(self, tree: Node, line: int) -> str:
        """The text of a tree, whose line is kept."""
        text = source(tree)
        self.lines.append((text, line))
        return text

    # -- tables

    def table(self, table: TableLogic, *, collects: bool) -> dict[str, Any]:
        """A decision table."""
        inputs = [self.column(column) for column in table.inputs]
        outputs = self.outputs(table)
        otherwise = [
            "null" if one.default is None else self.written(self.text(one.default), one.default.line)
            for one in table.outputs
        ]
        words: dict[str, Any] = {"hit": table.hit, "when": inputs, "then": outputs}
        kinds = [self.needed.get(name) for name in inputs]
        words["rows"] = [self.row(table, rule, kinds, list(outputs.values())) for rule in table.rules]
        empty = table.hit in EMPTY and len(table.outputs) == 1 and not collects
        if empty or any(one.default is not None for one in table.outputs):
            words["otherwise"] = otherwise
        return words

    def column(self, column: Input) -> str:
        """The name of the fact that a column tests; an expression becomes a derived fact."""
        tree = self.text(column.expression)
        if isinstance(tree, Name) and tree.name in {*self.names.values(), *DATES}:
            name = tree.name
        else:
            label = pack_name(column.label) if column.label else f"column_{len(self.where) + 1}"
            name = self.derive("", label, tree, column.expression.line)
        self.allowed(column)
        return name

    def allowed(self, column: Input) -> None:
        """Refuse the allowed values of a column that its fact's type does not say."""
        if column.values is None:
            return
        fact = tested(column)
        stated = self.needed.get(self.names.get(fact, ""))
        if isinstance(stated, list) and set(options_of(column.values)) >= set(stated):
            return
        shown = " ".join(column.values.text.split())
        raise Unsaid(
            column.values.line, f"the column `{fact}` allows only `{shown}`, which its type does not say"
        )

    def outputs(self, table: TableLogic) -> dict[str, Words]:
        """The outcomes with their types."""
        found: dict[str, Words] = {}
        for place, output in enumerate(table.outputs):
            wanted = pack_name(output.name or self.decision.variable.name)
            name = unused(wanted, found, "_")
            found[name] = self.output(table, output, place)
        return found

    def output(self, table: TableLogic, output: Output, place: int) -> Words:
        """The type of an outcome: its values where all its cells are among them, else what it states."""
        options = options_of(output.values)
        cells = [rule.outcomes[place] for rule in table.rules] + ([output.default] if output.default else [])
        if options and all(_text_in(cell, options) for cell in cells):
            return options
        if table.hit in _RANKING and output.values is not None:
            raise Unsaid(
                output.values.line,
                f"the rows go by `{' '.join(output.values.text.split())}`; a pack ranks texts that stand in the cells",
            )
        type_ref = output.type_ref
        if not type_ref and len(table.outputs) == 1 and table.hit in _ONE:
            type_ref = self.decision.variable.type_ref
        if type_ref in ("", "Any"):
            return "any"
        words = self.whole.type_words(type_ref, output.line)
        if table.hit in _RANKING and len(table.outputs) == 1 and isinstance(words, str):
            raise Unsaid(output.line, "the rows go by a rank that no list of values states")
        return words

    def row(
        self, table: TableLogic, rule: Rule, inputs: Sequence[Words | None], outputs: Sequence[Words]
    ) -> Any:
        """A row of a table, with the reason that its annotations give."""
        tests = [self.test(test, kind) for test, kind in zip(rule.tests, inputs, strict=True)]
        outcomes = [
            self.written(self.bare(self.text(cell), kind), cell.line)
            for cell, kind in zip(rule.outcomes, outputs, strict=True)
        ]
        noted = [
            note.strip()
            for place, note in enumerate(rule.annotations)
            if note.strip() and (place >= len(table.annotations) or table.annotations[place] != "basis")
        ]
        if not noted:
            return [*tests, *outcomes]
        because = dict.fromkeys(self.whole.languages, "; ".join(noted))
        return {"when": tests, "then": outcomes, "because": because}

    def bare(self, node: Node, kind: Words | None) -> Node:
        """A text that is an option of a choice as a word, where no name can be meant."""
        if not isinstance(node, Literal) or not isinstance(kind, list) or node.value not in kind:
            return node
        word = str(node.value)
        known = {*self.names.values(), *self.where, *DATES, *BUILT_IN}
        return Name(0, 0, word) if is_plain_name(word) and word not in known else node

    def test(self, text: Text, kind: Words | None) -> str:
        """A cell of tests; an empty one takes any value."""
        if not text.text.strip():
            return "-"
        parsed = parse_unary_tests(text.text.strip(), self.scope())
        if parsed.tree is None:
            raise Unsaid(text.line, f"`{text.text.strip()}` cannot be read")
        tree = self.spoken(parsed.tree, text.line)
        if isinstance(tree, UnaryTests):
            tests = (
                msgspec.structs.replace(test, operand=self.bare(test.operand, kind))
                if test.op == "in"
                else test
                for test in tree.tests
            )
            tree = msgspec.structs.replace(tree, tests=tuple(tests))
        return self.written(tree, text.line)


def _collected(logic: ContextLogic) -> ContextLogic:
    """A context whose result is its last entry, a collecting table, or nothing where that is null, without the detour.

    A pack's table gives an empty list there by itself.
    """
    if len(logic.entries) < 2:
        return logic
    (*before, table, result) = logic.entries
    if (
        not isinstance(table.logic, TableLogic)
        or table.variable is None
        or not isinstance(result.logic, LiteralLogic)
    ):
        return logic
    wanted = unless_hit(table.variable.name, table.logic.hit) if table.logic.hit in EMPTY else ""
    if " ".join(result.logic.text.split()) != wanted:
        return logic
    return msgspec.structs.replace(logic, entries=(*before, Entry(None, table.logic)))


def _text_in(cell: Text, options: Sequence[str]) -> bool:
    tree = parse(cell.text.strip()).tree
    return isinstance(tree, Literal) and tree.value in options
