"""Expressions of a model in the names of a pack: structures taken apart, functions written out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import msgspec

from askonce.feel.lexer import is_plain_name
from askonce.feel.syntax import parse
from askonce.feel.tree import (
    Call,
    Entries,
    Filter,
    For,
    If,
    Items,
    Iteration,
    Name,
    Node,
    Parameter,
    Path,
    Quantified,
    transform,
    walk,
)
from askonce.feel.tree import Entry as EntryNode
from askonce.norms.dmn.model import (
    ConditionalLogic,
    ContextLogic,
    Decision,
    FilterLogic,
    Graph,
    InputData,
    InvocationLogic,
    IteratorLogic,
    Knowledge,
    ListLogic,
    LiteralLogic,
    Logic,
    Need,
    RelationLogic,
    TableLogic,
    Text,
)
from askonce.norms.dmn.naming import Naming, Unsaid, pack_name


class Speech:
    """Says the expressions of one decision."""

    def __init__(self, whole: Naming, decision: Decision) -> None:
        self.whole = whole
        self.decision = decision
        self.uses: dict[str, str] = {}
        self.functions: dict[str, Knowledge] = {}
        self.names: dict[str, str] = {}
        self.wholes: set[str] = set()
        self.several: set[str] = set()
        self.members = whole.model.members
        for need in decision.needs:
            self.requires(whole.model.elements.get(need.id))
        self.known(decision.knowledge)

    def requires(self, target: Graph | None) -> None:
        """Take an input or a decision among the names."""
        if target is None:
            return
        if isinstance(target, InputData) and not self.whole.is_date(target):
            for leaf in self.whole.leaves[target.id]:
                self.names[leaf.path] = leaf.name
                steps = leaf.path.split(".")
                self.wholes |= {".".join(steps[:count]) for count in range(1, len(steps))}
            return
        self.names[target.variable.name] = self.whole.names[target.variable.name]
        if isinstance(target, Decision):
            if isinstance(target.logic, TableLogic) and len(target.logic.outputs) > 1:
                self.several.add(self.names[target.variable.name])
            self.uses[self.whole.names[target.variable.name]] = self.whole.ids[target.id]

    def known(self, needs: Iterable[Need]) -> None:
        """Take functions among the names, with those that they need."""
        for need in needs:
            target = self.whole.model.elements.get(need.id)
            if isinstance(target, Knowledge) and target.variable.name not in self.functions:
                self.functions[target.variable.name] = target
                self.known(target.knowledge)

    def scope(self) -> frozenset[str]:
        """The names that need the scope to be read."""
        return frozenset({*self.members, *self.names, *self.wholes, *self.functions})

    def text(self, text: Text) -> Node:
        """An expression in the names of the pack."""
        parsed = parse(text.text.strip(), self.scope())
        if parsed.tree is None:
            raise Unsaid(text.line, f"`{text.text.strip()}` cannot be read")
        return self.spoken(parsed.tree, text.line)

    def tree(self, logic: Logic) -> Node:
        """A boxed expression as one of text."""
        make = _TREES.get(type(logic))
        if make is None:
            what = "a decision table" if isinstance(logic, TableLogic) else "a function"
            raise Unsaid(
                logic.line,
                f"{what} stands inside another expression; a pack has one at the top of a norm only",
            )
        return make(self, logic)

    def spoken(self, tree: Node, line: int) -> Node:
        """A tree in the names of the pack, its functions written out."""
        local = _bound(tree)
        filters = any(isinstance(node, Filter) for node in walk(tree))

        def say(node: Node) -> Node:
            match node:
                case Name():
                    return self.name(node, tree, line, local=node.name in local, filters=filters)
                case Iteration(name=name) | Parameter(name=name):
                    return msgspec.structs.replace(node, name=self.local(name, tree, line))
                case Path(base=Name(name=base)) if base not in local:
                    return self.path(node, base)
                case Call(function=Name(name=name)) if name in self.functions and name not in local:
                    return self.inlined(node, self.functions[name], line)
                case _:
                    return node

        made = transform(tree, say)
        for node in walk(made):
            if isinstance(node, Name) and node.name in self.wholes - local:
                fact = f"the structure `{node.name}` is used whole; a pack knows its parts one by one"
                raise Unsaid(line, fact)
        return made

    def name(self, node: Name, tree: Node, line: int, *, local: bool, filters: bool) -> Node:
        """A name: one that the expression brings itself, or that of a fact."""
        name = node.name
        if local:
            return Name(node.start, node.end, self.local(name, tree, line))
        if name not in self.names:
            return node
        if filters and name in self.members and self.names[name] != name:
            fact = f"`{name}` may be a part of an item or a fact; a pack tells them apart by name only"
            raise Unsaid(line, fact)
        return Name(node.start, node.end, self.names[name])

    def path(self, node: Path, base: str) -> Node:
        """A part of a structure, which is a fact of its own, or one outcome of a table with several."""
        if base in self.wholes:
            path = f"{base}.{node.name}"
            return Name(node.start, node.end, self.names.get(path, path))
        return msgspec.structs.replace(node, name=pack_name(node.name)) if base in self.several else node

    def local(self, name: str, tree: Node, line: int) -> str:
        """A name that an expression brings itself, made one word."""
        if is_plain_name(name):
            return name
        if any(isinstance(node, EntryNode) and node.key == name for node in walk(tree)):
            raise Unsaid(line, f"an entry `{name}` of more than one word is used as a name")
        return pack_name(name)

    def inlined(self, call: Call, knowledge: Knowledge, line: int) -> Node:
        """What a function gives, written out at the place where it is called."""
        function = knowledge.function
        body = None if function is None else function.body
        if function is None or not isinstance(body, LiteralLogic) or function.kind != "FEEL":
            raise Unsaid(
                line,
                f"`{knowledge.name}` is called, and no formula says what it gives; a pack has no functions",
            )
        names = [one.name for one in function.parameters]
        inner = parse(body.text.strip(), self.scope() | set(names)).tree
        labels = list(call.labels) or names
        if inner is None or sorted(labels) != sorted(names) or len(call.arguments) != len(names):
            raise Unsaid(line, f"`{knowledge.name}` is called with other arguments than it takes")
        if _bound(inner):
            raise Unsaid(
                body.line,
                f"`{knowledge.name}` has names of its own inside, so it cannot be written out where it is called",
            )
        given = dict(zip(labels, call.arguments, strict=True))
        outer = {name: used for name, used in self.names.items() if name not in given}

        def say(node: Node) -> Node:
            match node:
                case Name(name=name) if name in given:
                    return given[name]
                case Name(name=name) if name in outer:
                    raise Unsaid(body.line, f"`{knowledge.name}` names `{name}`, which is no parameter of it")
                case Call(function=Name(name=name)) if name in self.functions and name not in given:
                    return self.inlined(node, self.functions[name], line)
                case _:
                    return node

        return transform(inner, say)

    def literal_tree(self, logic: LiteralLogic) -> Node:
        """An expression as text."""
        return self.text(Text(logic.text, logic.line))

    def context_tree(self, logic: ContextLogic) -> Node:
        """A context, or the result of one."""
        before = dict(self.names)
        entries: list[EntryNode] = []
        for entry in logic.entries:
            made = self.tree(entry.logic)
            name = "result_" if entry.variable is None else entry.variable.name
            entries.append(EntryNode(0, 0, name, made))
            self.names[name] = name
        self.names = before
        context = Entries(0, 0, tuple(entries))
        return Path(0, 0, context, "result_") if entries and entries[-1].key == "result_" else context

    def list_tree(self, logic: ListLogic) -> Node:
        """A list."""
        return Items(0, 0, tuple(self.tree(one) for one in logic.items))

    def relation_tree(self, logic: RelationLogic) -> Node:
        """A relation as a list of contexts."""
        rows = tuple(
            Entries(
                0,
                0,
                tuple(
                    EntryNode(0, 0, column.name, self.tree(cell))
                    for column, cell in zip(logic.columns, row, strict=True)
                ),
            )
            for row in logic.rows
        )
        return Items(0, 0, rows)

    def conditional_tree(self, logic: ConditionalLogic) -> Node:
        """If, then and else."""
        return If(0, 0, *map(self.tree, (logic.condition, logic.consequent, logic.alternative)))

    def iterator_tree(self, logic: IteratorLogic) -> Node:
        """A loop."""
        before = dict(self.names)
        over = self.tree(logic.source)
        name = self.names[logic.variable] = pack_name(logic.variable)
        body = self.tree(logic.body)
        self.names = before
        iterations = (Iteration(0, 0, name, over),)
        if logic.word == "for":
            return For(0, 0, iterations, body)
        return Quantified(0, 0, logic.word, iterations, body)

    def filter_tree(self, logic: FilterLogic) -> Node:
        """The items that match."""
        return Filter(0, 0, self.tree(logic.source), self.tree(logic.match))

    def invocation_tree(self, logic: InvocationLogic) -> Node:
        """A function applied."""
        name = logic.function.text.strip() if isinstance(logic.function, LiteralLogic) else ""
        arguments = tuple(self.tree(one.logic) for one in logic.bindings)
        labels = tuple(one.parameter.name for one in logic.bindings)
        if name in self.functions:
            return self.inlined(
                Call(0, 0, Name(0, 0, name), arguments, labels), self.functions[name], logic.line
            )
        return Call(0, 0, self.tree(logic.function), arguments, labels)


def _bound(tree: Node) -> frozenset[str]:
    """The names that an expression brings into scope itself."""
    found: set[str] = set()
    for node in walk(tree):
        match node:
            case Iteration(name=name) | Parameter(name=name) | EntryNode(key=name):
                found.add(name)
            case _:
                pass
    return frozenset(found)


_TREES: Final[Mapping[type[Logic], Callable[[Speech, Any], Node]]] = {
    LiteralLogic: Speech.literal_tree,
    ContextLogic: Speech.context_tree,
    ListLogic: Speech.list_tree,
    RelationLogic: Speech.relation_tree,
    ConditionalLogic: Speech.conditional_tree,
    IteratorLogic: Speech.iterator_tree,
    FilterLogic: Speech.filter_tree,
    InvocationLogic: Speech.invocation_tree,
}
