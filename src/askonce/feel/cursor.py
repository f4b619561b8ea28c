"""A place in the tokens of a text, and the names of several words that begin there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Final

from askonce.feel.lexer import KEYWORDS, LOOKALIKES, Token, tokens
from askonce.feel.tree import Problem

#: How deep the text may nest; a level takes at most four Python frames.
MOST_NESTED: Final = 100

#: The kinds of tokens that a name may be made of.
WORDS: Final = frozenset({"word", *KEYWORDS})
_CLOSING: Final[Mapping[str, str]] = {"(": ")", "[": "]", "]": "]", "{": "}", "<": ">"}
_REPAIRS: Final[Mapping[str, str]] = {
    "..": "a range stands in brackets, as `[1..5]`",
    "and": "`?` is what the cell tests, as in `? > 3 and ? < 5`",
    "or": "commas stand between tests of which one must hold",
}

#: Names of several tokens under their first: longest first, each with its other tokens and whether glued.
Phrases = Mapping[str, tuple[tuple[str, tuple[tuple[str, bool], ...]], ...]]


@lru_cache(maxsize=1024)
def phrases(names: tuple[str, ...]) -> Phrases:
    """The names by their first token, the longest first, ready to be matched against tokens."""
    found: dict[str, list[tuple[str, tuple[tuple[str, bool], ...]]]] = {}
    for name in names:
        first, *rest = tokens(name)[:-1] or [Token("bad", "", 0, 0)]
        ends = [first.end, *(token.end for token in rest)]
        glued = tuple((token.text, is_glued(token, end)) for token, end in zip(rest, ends, strict=False))
        found.setdefault(first.text, []).append((name, glued))
    return {first: tuple(sorted(group, key=lambda entry: -len(entry[1]))) for first, group in found.items()}


def is_glued(token: Token, end: int) -> bool:
    """Whether a token begins where the one before ends."""
    return token.start == end


class Stopped(Exception):  # noqa: N818  (the reader of a text stops; nobody's program is at fault)
    """Ends the reading of a text at its first problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class Cursor:
    """Stands before a token of one text."""

    def __init__(self, text: str, built_in: Phrases, scope: Phrases) -> None:
        self.tokens = tokens(text)
        self.place = 0
        self.depth = 0
        self.built_in = built_in
        self.scope = dict(scope) if scope else {}
        self.saw_subject = False

    def kind(self, ahead: int = 0) -> str:
        """The kind of a token to come."""
        place = self.place + ahead
        return self.tokens[place].kind if place < len(self.tokens) else "end"

    def take(self) -> Token:
        """The next token, which is then behind us."""
        token = self.tokens[self.place]
        if token.kind != "end":
            self.place += 1
        return token

    def expect(self, kind: str, opened: Token | None = None) -> Token:
        """The next token, which must be of this kind."""
        token = self.tokens[self.place]
        if token.kind != kind:
            if opened is not None and token.kind == "end":
                message = f"`{opened.text}` is never closed"
                hint = f"write `{_CLOSING[opened.kind]}` where it ends"
                raise Stopped(Problem(message, opened.start, opened.end, "syntax", hint))
            raise self.surprise(f"`{kind}` is missing")
        self.place += 1
        return token

    def finish(self) -> None:
        """Stops at whatever stands behind the expression."""
        token = self.tokens[self.place]
        if token.kind == "end":
            return
        previous = self.tokens[self.place - 1] if self.place else token
        if token.kind == "word" and previous.kind == "word":
            message = f"`{previous.text} {token.text}` is no name known here"
            hint = "a name is one word; join its parts with `_`"
            raise Stopped(Problem(message, previous.start, token.end, "syntax", hint))
        if token.kind == "word" and previous.kind == "number":
            message = f"`{token.text}` is no unit and no currency"
            hint = (
                "units are minutes, hours, days, working days, weeks, months, years; a currency is like `CNY`"
            )
            raise Stopped(Problem(message, token.start, token.end, "unit", hint))
        hint = _REPAIRS.get(token.kind, "")
        raise self.surprise("an operator is missing", hint)

    def surprise(self, fact: str, hint: str = "") -> Stopped:
        """The problem that a token stands where another thing should."""
        token = self.tokens[self.place]
        if token.kind == "bad" and token.text == '"':
            return Stopped(Problem('`"` opens a text that is never closed', token.start, token.end, "syntax"))
        if token.kind == "bad" and token.text == "/":
            return Stopped(
                Problem("`/*` opens a comment that is never closed", token.start, token.end, "syntax")
            )
        if token.kind in ("bad", "'"):
            hint = LOOKALIKES.get(token.text, "")
            message = f"`{token.text}` is no sign of an expression"
            return Stopped(
                Problem(message, token.start, token.end, "syntax", f"write `{hint}`" if hint else "")
            )
        where = "at the end" if token.kind == "end" else f"before `{token.text}`"
        return Stopped(Problem(f"{fact} {where}", token.start, token.end, "syntax", hint))

    def name(self, *, member: bool) -> tuple[int, int, str]:
        """The longest name that begins here; a member's words all belong to it."""
        first = self.take()
        for name, rest in self.scope.get(first.text, ()):
            if self.follows(rest):
                return self.passed(first, rest, name)
        for name, rest in self.built_in.get(first.text, ()):
            if self.follows(rest) and not self.is_conjunction(rest):
                return self.passed(first, rest, name)
        words = [first.text]
        while member and self.kind() == "word":
            words.append(self.take().text)
        return first.start, self.tokens[self.place - 1].end, " ".join(words)

    def passed(self, first: Token, rest: tuple[tuple[str, bool], ...], name: str) -> tuple[int, int, str]:
        """A name of these tokens, which are then behind us."""
        self.place += len(rest)
        return first.start, self.tokens[self.place - 1].end, name

    def begins_name(self, first: Token) -> bool:
        """Whether a keyword is the first of several words of a name in scope, as in `if allowed`."""
        if first.text not in self.scope:
            return False
        self.place += 1
        found = any(rest and self.follows(rest) for _, rest in self.scope[first.text])
        self.place -= 1
        return found

    def follows(self, rest: tuple[tuple[str, bool], ...]) -> bool:
        """Whether the tokens to come are these."""
        place = self.place
        if place + len(rest) >= len(self.tokens):
            return False
        for text, glued in rest:
            token = self.tokens[place]
            if token.text != text or (
                token.kind not in WORDS and glued != is_glued(token, self.tokens[place - 1].end)
            ):
                return False
            place += 1
        return True

    def is_conjunction(self, rest: tuple[tuple[str, bool], ...]) -> bool:
        """Whether `date and time` are two conditions: the function of that name is called or passed on."""
        return any(text == "and" for text, _ in rest) and self.kind(len(rest)) not in ("(", ",", ")")

    def declared(self, *stops: str) -> str:
        """A name that the expression itself brings into scope, up to a sign."""
        first = self.tokens[self.place]
        if first.kind not in WORDS:
            raise self.surprise("a name is missing")
        pieces: list[Token] = []
        while self.kind() not in stops and self.kind() not in ("end", "bad", "string", ","):
            pieces.append(self.take())
        if not pieces:
            raise self.surprise("a name is missing")
        name = pieces[0].text
        for before, piece in pairwise(pieces):
            name += piece.text if is_glued(piece, before.end) else f" {piece.text}"
        if len(pieces) > 1:
            entry = phrases((name,))[first.text]
            self.scope[first.text] = tuple(
                sorted((*self.scope.get(first.text, ()), *entry), key=lambda e: -len(e[1]))
            )
        return name

    def label(self) -> str | None:
        """The name before a colon, if one comes next."""
        ahead = 0
        while self.kind(ahead) in WORDS or (ahead and self.kind(ahead) == "number"):
            ahead += 1
        if not ahead or self.kind(ahead) != ":":
            return None
        words = [self.take().text for _ in range(ahead)]
        self.take()
        return " ".join(words)

    def deeper(self) -> None:
        """One level further in, of which there is a bound."""
        self.depth += 1
        if self.depth > MOST_NESTED:
            token = self.tokens[self.place]
            message = f"an expression is nested more than {MOST_NESTED} levels deep"
            hint = "name a part of it and use the name"
            raise Stopped(Problem(message, token.start, token.end, "depth", hint))
