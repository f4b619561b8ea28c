"""The grammar of FEEL (DMN 1.5, 10.3.1.2) as a parser over tokens."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from askonce.feel.cursor import WORDS, Stopped
from askonce.feel.lexer import KEYWORDS, Token, unquote
from askonce.feel.temporal import read_temporal
from askonce.feel.tree import (
    Between,
    Binary,
    Call,
    Entries,
    Entry,
    Filter,
    For,
    If,
    In,
    InstanceOf,
    Interval,
    Items,
    Iteration,
    Junction,
    Lambda,
    Literal,
    Name,
    Negate,
    Node,
    Parameter,
    Path,
    Problem,
    Quantified,
    Temporal,
    UnaryTest,
    UnaryTests,
)
from askonce.feel.type_grammar import TypeReader
from askonce.feel.units import read_quantity
from askonce.feel.values import NUMBERS

#: How strongly each sign binds, loosest first (DMN 1.5, 10.3.1.2: the order of the grammar's alternatives).
OR, AND, COMPARE, ADD, MULTIPLY, POWER, NEGATE, INSTANCE, POSTFIX = range(1, 10)
BINDING: Final[Mapping[str, int]] = {
    "or": OR, "and": AND,
    "=": COMPARE, "!=": COMPARE, "<": COMPARE, "<=": COMPARE, ">": COMPARE, ">=": COMPARE,
    "between": COMPARE, "in": COMPARE,
    "+": ADD, "-": ADD, "*": MULTIPLY, "/": MULTIPLY, "**": POWER,
    "instance": INSTANCE, ".": POSTFIX, "[": POSTFIX, "(": POSTFIX,
}  # fmt: skip
_COMPARISONS: Final = frozenset(["=", "!=", "<", "<=", ">", ">="])
_CLOSERS: Final = frozenset(
    [")", "]", "}", ",", "..", "end", "then", "else", "return", "satisfies", "and", "or"]
)
_CURRENCY: Final = re.compile(r"[A-Z]{3}\Z")
_CONSTANTS: Final = {"true": True, "false": False, "null": None}


def _number(token: Token) -> Decimal:
    try:
        return NUMBERS.create_decimal(token.text)
    except ArithmeticError:
        message = f"`{token.text}` is too large a number"
        raise Stopped(Problem(message, token.start, token.end, "syntax")) from None


class Parser(TypeReader):
    """Reads one text; made anew for each."""

    # -- what callers use

    def read_expression(self) -> Node:
        """The whole text as one expression."""
        if self.kind() == "end":
            raise Stopped(Problem("an expression is missing", 0, 0, "syntax"))
        tree = self.expression()
        self.finish()
        return tree

    def read_tests(self) -> UnaryTests:
        """The whole text as the tests of a cell."""
        first = self.tokens[0]
        end = self.tokens[-1].start
        if first.kind == "end":
            raise Stopped(Problem("a test is missing", 0, 0, "syntax", "`-` stands for any value"))
        if first.kind == "-" and self.kind(1) == "end":
            return UnaryTests(first.start, first.end, (), negated=False)
        if first.text == "not" and self.kind(1) == "(":
            found = self.negated_tests()
            if found is not None:
                return UnaryTests(first.start, found[-1].end + 1, found, negated=True)
        tests = self.tests()
        self.finish()
        return UnaryTests(first.start, min(end, self.tokens[self.place - 1].end), tests, negated=False)

    def negated_tests(self) -> tuple[UnaryTest, ...] | None:
        """The tests inside `not( )`, or None where more follows and `not` is a call inside an expression."""
        start = self.place
        self.place += 2
        tests = self.tests()
        self.expect(")")
        if self.kind() == "end":
            return tests
        self.place = start
        return None

    # -- expressions

    def expression(self, least: int = 0) -> Node:
        """An expression of operators that bind more strongly than `least`."""
        self.deeper()
        token = self.tokens[self.place]
        begin = _BEGIN.get(token.kind)
        if self.scope and token.kind in KEYWORDS and self.begins_name(token):
            begin = Parser.named
        if begin is None:
            raise self.surprise("an operand is missing")
        left = begin(self, self.take())
        while True:
            kind = self.tokens[self.place].kind
            power = BINDING.get(kind, 0)
            if power <= least or (kind == "[" and self.closes_range()):
                break
            left = _CONTINUE[kind](self, left)
        self.depth -= 1
        return left

    def closes_range(self) -> bool:
        """Whether `[` is the turned bracket that ends a range such as `[1..10[`, and begins no filter."""
        after = self.kind(1)
        return after in _CLOSERS or after in _COMPARISONS or after == "."

    def binary(self, left: Node) -> Node:
        """An arithmetic operator or a comparison and its right side."""
        op = self.take().kind
        right = self.expression(BINDING[op])
        return Binary(left.start, right.end, op, left, right)

    def junction(self, left: Node) -> Node:
        """A chain of `and` or of `or`."""
        op = self.kind()
        parts = [left]
        while self.kind() == op:
            self.take()
            parts.append(self.expression(BINDING[op]))
        return Junction(left.start, parts[-1].end, op, tuple(parts))

    def between(self, left: Node) -> Node:
        """`between low and high`."""
        self.take()
        low = self.expression(COMPARE)
        self.expect("and")
        high = self.expression(COMPARE)
        return Between(left.start, high.end, left, low, high)

    def instance_of(self, left: Node) -> Node:
        """`instance of type`."""
        self.take()
        if self.tokens[self.place].text != "of":
            raise self.surprise("`of` is missing")
        self.take()
        found = self.type_node()
        return InstanceOf(left.start, found.end, left, found)

    def path(self, left: Node) -> Node:
        """`.name`; the words of a name go together, for nothing else can follow a word."""
        self.take()
        if self.kind() not in WORDS:
            raise self.surprise("a name is missing")
        start, end, name = self.name(member=True)
        del start
        return Path(left.start, end, left, name)

    def filter(self, left: Node) -> Node:
        """`[condition]`."""
        opened = self.take()
        condition = self.expression()
        end = self.expect("]", opened).end
        return Filter(left.start, end, left, condition)

    def call(self, left: Node) -> Node:
        """`(arguments)`, all named or none."""
        opened = self.take()
        arguments: list[Node] = []
        labels: list[str] = []
        while self.kind() != ")":
            if arguments:
                self.expect(",", opened)
            label = self.label()
            if label is not None:
                labels.append(label)
            arguments.append(self.expression())
            if labels and len(labels) != len(arguments):
                last = arguments[-1]
                message = "a call names some of its arguments but not all"
                raise Stopped(Problem(message, left.start, last.end, "syntax"))
        end = self.expect(")", opened).end
        return Call(left.start, end, left, tuple(arguments), tuple(labels))

    # -- unary tests

    def membership(self, left: Node) -> Node:
        """`in test` or `in (tests)`."""
        self.take()
        opened = self.tokens[self.place]
        if opened.kind != "(":
            test = self.test(COMPARE)
            return In(left.start, test.end, left, (test,))
        self.take()
        tests = self.tests()
        if self.kind() == ".." and len(tests) == 1 and tests[0].op in ("in", "?"):
            within = self.interval(opened, tests[0].operand)
            return In(left.start, within.end, left, (UnaryTest(within.start, within.end, "in", within),))
        end = self.expect(")", opened).end
        return In(left.start, end, left, tests)

    def tests(self) -> tuple[UnaryTest, ...]:
        """Tests with commas between them."""
        found = [self.test()]
        while self.kind() == ",":
            self.take()
            found.append(self.test())
        return tuple(found)

    def test(self, least: int = 0) -> UnaryTest:
        """One test of a subject."""
        token = self.tokens[self.place]
        if token.kind in _COMPARISONS:
            self.take()
            operand = self.expression(COMPARE)
            return UnaryTest(token.start, operand.end, token.kind, operand)
        before, self.saw_subject = self.saw_subject, False
        operand = self.expression(least)
        op = "?" if self.saw_subject else "in"
        self.saw_subject = before
        return UnaryTest(token.start, operand.end, op, operand)

    # -- what an expression begins with

    def number(self, token: Token) -> Node:
        """A number, or with the words behind it an amount of money or a duration."""
        value = _number(token)
        following = self.tokens[self.place]
        if following.kind != "word":
            return Literal(token.start, token.end, value)
        if _CURRENCY.match(following.text) or self.kind(1) not in WORDS:
            words = following.text
        else:
            words = f"{following.text} {self.tokens[self.place + 1].text}"
        quantity, used = read_quantity(value, words)
        if used == 0:
            return Literal(token.start, token.end, value)
        if quantity is None:
            message = f"`{token.text} {following.text}` is no whole number of them"
            raise Stopped(Problem(message, token.start, following.end, "unit", "use a smaller unit"))
        self.place += used
        return Literal(token.start, self.tokens[self.place - 1].end, quantity)

    def string(self, token: Token) -> Node:
        """A text in quotes."""
        return Literal(token.start, token.end, unquote(token.text))

    def constant(self, token: Token) -> Node:
        """`true`, `false` or `null`."""
        return Literal(token.start, token.end, _CONSTANTS[token.kind])

    def temporal(self, token: Token) -> Node:
        """`@` and a text."""
        if self.kind() != "string":
            raise self.surprise("a text is missing after `@`")
        literal = self.take()
        text = unquote(literal.text)
        return Temporal(token.start, literal.end, text, read_temporal(text))

    def named(self, token: Token) -> Node:
        """A name of the scope or of a function."""
        if token.text == "?":
            self.saw_subject = True
            return Name(token.start, token.end, "?")
        self.place -= 1
        start, end, name = self.name(member=False)
        return Name(start, end, name)

    def group(self, token: Token) -> Node:
        """A bracketed expression, a range that leaves out its low end, or a test as a value."""
        inner: Node
        if self.kind() in _COMPARISONS:
            inner = self.test()
            end = self.expect(")", token).end
            return UnaryTest(token.start, end, inner.op, inner.operand)
        inner = self.expression()
        if self.kind() == "..":
            return self.interval(token, inner)
        self.expect(")", token)
        return inner

    def bracket(self, token: Token) -> Node:
        """A list, or a range that holds its low end."""
        if self.kind() == "]":
            return Items(token.start, self.take().end, ())
        items = [self.item()]
        if self.kind() == "..":
            return self.interval(token, items[0])
        while self.kind() == ",":
            self.take()
            items.append(self.item())
        return Items(token.start, self.expect("]", token).end, tuple(items))

    def item(self) -> Node:
        """An item of a list, which may be a test as a value."""
        return self.test() if self.kind() in _COMPARISONS else self.expression()

    def turned(self, token: Token) -> Node:
        """A range that begins with a turned bracket and leaves out its low end."""
        low = self.expression()
        if self.kind() != "..":
            raise self.surprise("`..` is missing")
        return self.interval(token, low)

    def interval(self, opened: Token, low: Node) -> Node:
        """The rest of a range."""
        self.expect("..")
        high = self.expression()
        if self.kind() not in ("]", ")", "["):
            self.expect("]", opened)
        closed = self.take()
        return Interval(opened.start, closed.end, low, high, opened.kind == "[", closed.kind == "]")

    def context(self, token: Token) -> Node:
        """`{key: value, ...}`."""
        entries: list[Entry] = []
        while self.kind() != "}":
            if entries:
                self.expect(",", token)
            start = self.tokens[self.place]
            if start.kind == "string":
                self.take()
                key = unquote(start.text)
                self.expect(":")
            else:
                key = self.declared(":")
                self.expect(":")
            value = self.expression()
            entries.append(Entry(start.start, value.end, key, value))
        return Entries(token.start, self.expect("}", token).end, tuple(entries))

    def if_(self, token: Token) -> Node:
        """`if a then b else c`."""
        condition = self.expression()
        self.expect("then")
        consequent = self.expression()
        self.expect("else")
        alternative = self.expression()
        return If(token.start, alternative.end, condition, consequent, alternative)

    def iterations(self) -> tuple[Iteration, ...]:
        """`name in source, ...`."""
        found: list[Iteration] = []
        while not found or self.kind() == ",":
            if found:
                self.take()
            start = self.tokens[self.place].start
            name = self.declared("in")
            self.expect("in")
            source = self.expression()
            if self.kind() == "..":
                self.take()
                high = self.expression()
                source = Interval(
                    source.start, high.end, source, high, low_closed=True, high_closed=True, bare=True
                )
            found.append(Iteration(start, source.end, name, source))
        return tuple(found)

    def for_(self, token: Token) -> Node:
        """`for x in xs return y`."""
        iterations = self.iterations()
        self.expect("return")
        body = self.expression()
        return For(token.start, body.end, iterations, body)

    def quantified(self, token: Token) -> Node:
        """`some x in xs satisfies y`."""
        iterations = self.iterations()
        self.expect("satisfies")
        body = self.expression()
        return Quantified(token.start, body.end, token.kind, iterations, body)

    def lambda_(self, token: Token) -> Node:
        """`function(x: type) body`."""
        opened = self.expect("(")
        parameters: list[Parameter] = []
        while self.kind() != ")":
            if parameters:
                self.expect(",", opened)
            start = self.tokens[self.place]
            name = self.declared(":", ")")
            kind = None
            if self.kind() == ":":
                self.take()
                kind = self.type_node()
            parameters.append(Parameter(start.start, self.tokens[self.place - 1].end, name, kind))
        self.expect(")", opened)
        external = self.tokens[self.place].text == "external" and self.kind(1) == "{"
        if external:
            self.take()
        body = self.expression()
        return Lambda(token.start, body.end, tuple(parameters), body, external)

    def negate(self, token: Token) -> Node:
        """`-operand`, which binds more strongly than `**`: -3 ** 2 is 9 (TCK 0099)."""
        operand = self.expression(NEGATE)
        return Negate(token.start, operand.end, operand)


_BEGIN: Final[Mapping[str, Callable[[Parser, Token], Node]]] = {
    "number": Parser.number,
    "string": Parser.string,
    "word": Parser.named,
    "true": Parser.constant,
    "false": Parser.constant,
    "null": Parser.constant,
    "@": Parser.temporal,
    "-": Parser.negate,
    "(": Parser.group,
    "[": Parser.bracket,
    "]": Parser.turned,
    "{": Parser.context,
    "if": Parser.if_,
    "for": Parser.for_,
    "some": Parser.quantified,
    "every": Parser.quantified,
    "function": Parser.lambda_,
}

_CONTINUE: Final[Mapping[str, Callable[[Parser, Node], Node]]] = {
    "or": Parser.junction,
    "and": Parser.junction,
    "between": Parser.between,
    "in": Parser.membership,
    "instance": Parser.instance_of,
    ".": Parser.path,
    "[": Parser.filter,
    "(": Parser.call,
} | dict.fromkeys(["=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "**"], Parser.binary)
