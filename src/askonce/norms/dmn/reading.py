"""Reads a file of the standard DMN, versions 1.1 to 1.5, into a model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from askonce.norms.dmn.model import (
    HIT_WORDS,
    Binding,
    ConditionalLogic,
    ContextLogic,
    Decision,
    Entry,
    Fault,
    FilterLogic,
    FunctionLogic,
    Graph,
    Import,
    Input,
    InputData,
    InvocationLogic,
    Item,
    IteratorLogic,
    Knowledge,
    ListLogic,
    LiteralLogic,
    Logic,
    Model,
    Need,
    Output,
    RelationLogic,
    Rule,
    Service,
    TableLogic,
    Text,
    Variable,
)
from askonce.norms.dmn.xml import Element, Unreadable, read_xml

VERSIONS: Final[Mapping[str, str]] = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
}
_FEEL: Final = frozenset(
    {
        "http://www.omg.org/spec/FEEL/20140401",
        "http://www.omg.org/spec/DMN/20151101/FEEL/",
        "http://www.omg.org/spec/DMN/20180521/FEEL/",
        "https://www.omg.org/spec/DMN/20191111/FEEL/",
        "https://www.omg.org/spec/DMN/20211108/FEEL/",
        "https://www.omg.org/spec/DMN/20230324/FEEL/",
        "feel",
        "",
    }
)


def read_model(content: bytes, file: str) -> Model | Fault:
    """The model that a file says, or the one thing that keeps it from being one.

    >>> read_model(b"<definitions/>", "a.dmn").message
    'the root is `definitions` of no namespace, not `definitions` of DMN 1.1 to 1.5'
    """
    document = read_xml(content)
    if isinstance(document, Unreadable):
        return Fault(document.line, document.reason)
    root = document.root
    version = VERSIONS.get(root.namespace)
    if root.name != "definitions" or version is None:
        space = f"namespace `{root.namespace}`" if root.namespace else "no namespace"
        return Fault(root.line, f"the root is `{root.name}` of {space}, not `definitions` of DMN 1.1 to 1.5")
    return _Reader(root, document.prefixes, file).model(version)


def _line_text(element: Element) -> Text:
    """The text of an element that holds it in `text`."""
    held = element.first("text")
    return Text("", element.line) if held is None else Text(held.text, held.line)


def _is_yes(text: str) -> bool:
    return text in ("true", "1")


class _Reader:
    """Reads one file; faults gather while it does."""

    def __init__(self, root: Element, prefixes: Mapping[str, str], file: str) -> None:
        self.root = root
        self.prefixes = prefixes
        self.file = file
        self.namespace = root.get("namespace")
        self.language = root.get("expressionLanguage")
        self.faults: list[Fault] = []
        self.members: set[str] = set()
        self.imports: tuple[Import, ...] = ()

    def model(self, version: str) -> Model:
        """The whole file."""
        self.imports = tuple(
            Import(one.get("namespace"), one.attributes.get("name", "").strip(), one.line)
            for one in self.root.all("import")
            if one.get("importType") in VERSIONS
        )
        items = {item.name: item for item in map(self.item, self.root.all("itemDefinition"))}
        elements: dict[str, Graph] = {}
        for name, read in _GRAPH.items():
            for one in self.root.all(name):
                made = read(self, one)
                if made.id in elements:
                    self.faults.append(Fault(made.line, f"the id `{made.id}` stands twice"))
                elements.setdefault(made.id, made)
        return Model(
            file=self.file,
            name=self.root.get("name"),
            namespace=self.namespace,
            version=version,
            imports=self.imports,
            items=items,
            elements=elements,
            members=frozenset(self.members),
            faults=tuple(self.faults),
        )

    # -- types

    def type_ref(self, text: str) -> str:
        """A type's name as this model calls it; in DMN 1.1 a prefix says whose it is."""
        head, colon, rest = text.strip().partition(":")
        if not colon or head not in self.prefixes:
            return text.strip()
        space = self.prefixes[head]
        if space in _FEEL or space == self.namespace:
            return rest
        found = next((one.name for one in self.imports if one.namespace == space), "")
        return f"{found}.{rest}" if found else rest

    def item(self, element: Element) -> Item:
        """A type, or a component of one."""
        self.members.add(name := self.name(element))
        held = element.first("typeRef")
        function = element.first("functionItem")
        signature = None
        if function is not None:
            parameters = tuple(self.variable(one) for one in function.all("parameters"))
            signature = (parameters, self.type_ref(function.get("outputTypeRef")))
        allowed, constraint = element.first("allowedValues"), element.first("typeConstraint")
        return Item(
            name,
            self.type_ref(held.text if held is not None else element.get("typeRef")),
            _is_yes(element.get("isCollection")),
            tuple(map(self.item, element.all("itemComponent"))),
            signature,
            None if allowed is None else _line_text(allowed),
            None if constraint is None else _line_text(constraint),
            element.line,
        )

    def name(self, element: Element) -> str:
        """The name of an element, its spaces made single."""
        return " ".join(element.get("name").split())

    def variable(self, element: Element) -> Variable:
        """A name with its type."""
        return Variable(self.name(element), self.type_ref(element.get("typeRef")), element.line)

    def member(self, element: Element) -> Variable:
        """A name that may follow a dot, with its type."""
        made = self.variable(element)
        self.members.add(made.name)
        return made

    # -- the graph

    def base(self, element: Element) -> tuple[str, str, Variable]:
        """The id, name and variable of an element of the graph."""
        name = self.name(element)
        if not name:
            self.faults.append(Fault(element.line, f"a `{element.name}` has no name"))
        held = element.first("variable")
        variable = Variable(name, "", element.line) if held is None else self.variable(held)
        if not variable.name:
            variable = Variable(name, variable.type_ref, variable.line)
        return element.get("id") or f"name {name}", name, variable

    def input_data(self, element: Element) -> InputData:
        """An input."""
        key, name, variable = self.base(element)
        return InputData(id=key, name=name, variable=variable, line=element.line)

    def decision(self, element: Element) -> Decision:
        """A decision."""
        key, name, variable = self.base(element)
        needs = self.needs(element.all("informationRequirement"), "requiredInput", "requiredDecision")
        return Decision(
            id=key,
            name=name,
            variable=variable,
            line=element.line,
            needs=needs,
            knowledge=self.needs(element.all("knowledgeRequirement"), "requiredKnowledge"),
            logic=self.inner(element),
            label=" ".join(element.get("label").split()),
        )

    def knowledge(self, element: Element) -> Knowledge:
        """A business knowledge model."""
        key, name, variable = self.base(element)
        held = element.first("encapsulatedLogic")
        function = None if held is None else self.function(held)
        needs = self.needs(element.all("knowledgeRequirement"), "requiredKnowledge")
        return Knowledge(
            id=key, name=name, variable=variable, line=element.line, knowledge=needs, function=function
        )

    def service(self, element: Element) -> Service:
        """A decision service."""
        key, name, variable = self.base(element)
        return Service(
            id=key,
            name=name,
            variable=variable,
            line=element.line,
            outputs=self.needs([element], "outputDecision"),
            decisions=self.needs([element], "inputDecision"),
            inputs=self.needs([element], "inputData"),
        )

    def needs(self, holders: Iterable[Element], *names: str) -> tuple[Need, ...]:
        """What the requirements of an element point at."""
        return tuple(self.need(one) for holder in holders for name in names for one in holder.all(name))

    def need(self, element: Element) -> Need:
        """An element of this model or of another, by its address."""
        space, mark, key = element.get("href").partition("#")
        if not mark:
            space, key = "", space
        return Need(space or self.namespace, key, element.line)

    # -- boxed expressions

    def inner(self, element: Element) -> Logic | None:
        """The boxed expression that stands inside an element, or None."""
        for child in element.children:
            if child.namespace == element.namespace and child.name in _LOGIC:
                return _LOGIC[child.name](self, child)
        return None

    def must(self, element: Element | None, holder: Element, word: str) -> Logic:
        """The boxed expression that must stand inside a part of an element."""
        logic = None if element is None else self.inner(element)
        if logic is None:
            line = holder.line if element is None else element.line
            self.faults.append(Fault(line, f"`{holder.name}` has no expression in `{word}`"))
            return LiteralLogic(line=line, text="null")
        return logic

    def literal(self, element: Element) -> Logic:
        """An expression as text; another language than FEEL is not read."""
        text = _line_text(element)
        language = element.get("expressionLanguage") or self.language
        if language and language.rstrip("/") + "/" not in _FEEL and language not in _FEEL:
            self.faults.append(Fault(element.line, f"the expression language `{language}` is not FEEL"))
            return FunctionLogic(line=element.line, kind=language, parameters=(), body=None)
        return LiteralLogic(line=text.line, type_ref=self.type_ref(element.get("typeRef")), text=text.text)

    def context(self, element: Element) -> Logic:
        """A boxed context."""
        entries = []
        for one in element.all("contextEntry"):
            held = one.first("variable")
            entries.append(
                Entry(None if held is None else self.member(held), self.must(one, one, "contextEntry"))
            )
        return ContextLogic(line=element.line, type_ref=self.type_of(element), entries=tuple(entries))

    def type_of(self, element: Element) -> str:
        """The type that an element states of itself."""
        return self.type_ref(element.get("typeRef"))

    def list(self, element: Element) -> Logic:
        """A boxed list."""
        return ListLogic(line=element.line, type_ref=self.type_of(element), items=self.several(element))

    def several(self, element: Element) -> tuple[Logic, ...]:
        """Every boxed expression directly inside an element."""
        return tuple(
            _LOGIC[child.name](self, child)
            for child in element.children
            if child.namespace == element.namespace and child.name in _LOGIC
        )

    def relation(self, element: Element) -> Logic:
        """Rows under columns."""
        columns = tuple(self.member(one) for one in element.all("column"))
        rows = tuple(self.several(one) for one in element.all("row"))
        for row, one in zip(rows, element.all("row"), strict=True):
            if len(row) != len(columns):
                fact = f"a row has {len(row)} cells where the relation has {len(columns)} columns"
                self.faults.append(Fault(one.line, fact))
        return RelationLogic(line=element.line, type_ref=self.type_of(element), columns=columns, rows=rows)

    def function(self, element: Element) -> FunctionLogic:
        """A function, or the logic of a business knowledge model."""
        return FunctionLogic(
            line=element.line,
            type_ref=self.type_of(element),
            kind=element.get("kind") or "FEEL",
            parameters=tuple(self.variable(one) for one in element.all("formalParameter")),
            body=self.inner(element),
        )

    def invocation(self, element: Element) -> Logic:
        """A function applied to arguments."""
        bindings = []
        for one in element.all("binding"):
            held = one.first("parameter")
            if held is None:
                self.faults.append(Fault(one.line, "a `binding` has no parameter"))
                continue
            bindings.append(Binding(self.variable(held), self.must(one, one, "binding")))
        return InvocationLogic(
            line=element.line,
            type_ref=self.type_of(element),
            function=self.must(element, element, "invocation"),
            bindings=tuple(bindings),
        )

    def conditional(self, element: Element) -> Logic:
        """If, then and else."""
        condition, consequent, alternative = (
            self.must(element.first(word), element, word) for word in ("if", "then", "else")
        )
        return ConditionalLogic(
            line=element.line,
            type_ref=self.type_of(element),
            condition=condition,
            consequent=consequent,
            alternative=alternative,
        )

    def iterator(self, element: Element) -> Logic:
        """`for`, `some` or `every`."""
        held = element.first("in")
        word = "return" if element.name == "for" else "satisfies"
        variable = " ".join(element.get("iteratorVariable").split())
        return IteratorLogic(
            line=element.line,
            type_ref=self.type_of(element),
            word=element.name,
            variable=variable,
            source=self.must(held, element, "in"),
            source_type="" if held is None else self.type_of(held),
            body=self.must(element.first(word), element, word),
        )

    def filter(self, element: Element) -> Logic:
        """The items of a list that match."""
        return FilterLogic(
            line=element.line,
            type_ref=self.type_of(element),
            source=self.must(element.first("in"), element, "in"),
            match=self.must(element.first("match"), element, "match"),
        )

    # -- decision tables

    def table(self, element: Element) -> Logic:
        """A decision table."""
        policy = " ".join(f"{element.get('hitPolicy') or 'UNIQUE'} {element.get('aggregation')}".split())
        hit = HIT_WORDS.get(policy)
        if hit is None:
            self.faults.append(Fault(element.line, f"`{policy}` is no hit policy of the standard"))
        inputs = tuple(map(self.input, element.all("input")))
        outputs = tuple(map(self.output, element.all("output")))
        if not outputs:
            self.faults.append(Fault(element.line, "a decision table has no output"))
        rules = tuple(self.rule(one, len(inputs), len(outputs)) for one in element.all("rule"))
        return TableLogic(
            line=element.line,
            type_ref=self.type_of(element),
            hit=hit or "unique",
            inputs=inputs,
            outputs=outputs,
            rules=rules,
            annotations=tuple(one.get("name") for one in element.all("annotation")),
        )

    def input(self, element: Element) -> Input:
        """A column of tests."""
        held, values = element.first("inputExpression"), element.first("inputValues")
        return Input(
            Text("", element.line) if held is None else _line_text(held),
            "" if held is None else self.type_of(held),
            None if values is None else _line_text(values),
            element.get("label"),
        )

    def output(self, element: Element) -> Output:
        """A column of outcomes."""
        self.members.add(name := self.name(element))
        values, default = element.first("outputValues"), element.first("defaultOutputEntry")
        return Output(
            name,
            self.type_of(element),
            None if values is None else _line_text(values),
            None if default is None else _line_text(default),
            element.line,
        )

    def rule(self, element: Element, inputs: int, outputs: int) -> Rule:
        """A row."""
        tests = tuple(map(_line_text, element.all("inputEntry")))
        outcomes = tuple(map(_line_text, element.all("outputEntry")))
        if len(tests) != inputs or len(outcomes) != outputs:
            found = f"{len(tests)} tests and {len(outcomes)} outcomes"
            fact = f"a rule has {found} where the table has {inputs} inputs and {outputs} outputs"
            self.faults.append(Fault(element.line, fact))
        notes = tuple(_line_text(one).text for one in element.all("annotationEntry"))
        return Rule(tests, outcomes, notes, element.line)


_GRAPH: Final[Mapping[str, Callable[[_Reader, Element], Graph]]] = {
    "inputData": _Reader.input_data,
    "decision": _Reader.decision,
    "businessKnowledgeModel": _Reader.knowledge,
    "decisionService": _Reader.service,
}
_LOGIC: Final[Mapping[str, Callable[[_Reader, Element], Logic]]] = {
    "literalExpression": _Reader.literal,
    "decisionTable": _Reader.table,
    "context": _Reader.context,
    "list": _Reader.list,
    "relation": _Reader.relation,
    "functionDefinition": _Reader.function,
    "invocation": _Reader.invocation,
    "conditional": _Reader.conditional,
    "for": _Reader.iterator,
    "some": _Reader.iterator,
    "every": _Reader.iterator,
    "filter": _Reader.filter,
}
