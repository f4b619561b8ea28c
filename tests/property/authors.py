"""Texts as authors write them: any tree, in any of the styles of YAML, with comments wherever they may stand."""

import json
import re
from collections import Counter
from collections.abc import Callable
from typing import Any, TypeAlias

from hypothesis import strategies as st

from askonce.pack.language import Language
from askonce.pack.shapes import Either, ListOf, MapOf, Optional
from askonce.pack.words import Group, words_of

Tree: TypeAlias = "str | list[Tree] | dict[str, Tree]"
Draw: TypeAlias = Callable[[st.SearchStrategy[Any]], Any]

PLAIN = re.compile(r"[A-Za-z\u4e00-\u9fff][A-Za-z0-9_\u4e00-\u9fff()./-]*( [A-Za-z0-9_\u4e00-\u9fff()./-]+)*")
TYPED = ("60", "true", "null", "~", "2021-12-15", "-5", "1.5")
SURPRISING_WORDS = frozenset({"y", "n", "yes", "no", "on", "off"})
SURPRISING = ("no", "1_0", "12:30", "0x1F", "=", "08", "1e3", "on", "y", ".inf")
AWKWARD = (
    "", " ", "- a", "a: b", "a #b", "#a", "a:", "[a", "{a}", "a, b", "*a", "&a", "!a", "%a", "@a", "`a`", "|", ">",
    "'a'", '"a"', "\\", "? a", "...", "---", "< 60", ">= 60", "-", "a\tb", "\ta", " a", "a ", "a\u3000b", "\u3000a",
    "a\u00a0b", "\u202eabc", "a\u200bb", "👩‍👩‍👧", "e\u0301", "﷽", "\\n", "a\\", "'", '"', "a'b", "http://x.y/z?a=b#c", "，，",
    "a\nb", "a\n", "\na", "a\n\nb", "a\n  b", " a\nb", "a \nb", "a\n\n", "\n", "# a\n# b", "a: b\n- c", "a\r\nb",
)  # fmt: skip
WORDS = (
    "title",
    "en",
    "zh",
    "of",
    "for",
    "on",
    "3",
    "3.2",
    "老年",
    "a b",
    "a: b",
    "#",
    "",
    "no",
    "-",
    "{",
    "a,b",
    "true",
    "60",
)
PROSE = (
    "A warm meal at noon.",
    "年满六十周岁的老年人，每餐十五元。",
    "Hello, world: this is (nearly) all",
    "one two " * 20,
)

texts: st.SearchStrategy[str] = st.one_of(
    st.sampled_from(("a", "elder-meal", "canteen-rules/3.2", "18 CNY", "老年餐", "applicant.birth_date")),
    st.sampled_from(TYPED + SURPRISING),
    st.sampled_from(AWKWARD),
    st.sampled_from(PROSE),
    st.sampled_from(("one\ntwo", "一行\n二行\n", "one\n\n  two")),
    st.text(
        st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffe\uffff\u2028\u2029"),
        max_size=12,
    ),
)
words = st.one_of(
    st.sampled_from(WORDS),
    st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=6),
)
trees: st.SearchStrategy[Any] = st.recursive(
    texts,
    lambda deeper: st.one_of(st.lists(deeper, max_size=4), st.dictionaries(words, deeper, max_size=4)),
    max_leaves=12,
)


@st.composite
def definitions(draw: Draw, language: Language) -> dict[str, Tree]:
    """A definition of a kind, its words in any order, with values of about the right build."""
    kind = language.kinds[draw(st.sampled_from(sorted(language.kinds)))]
    table = words_of(kind.model).words
    chosen = draw(st.lists(st.sampled_from(sorted(table)), unique=True, max_size=6))
    body = {word: draw(_values(table[word][1].shape)) for word in chosen}
    strange = draw(st.dictionaries(st.sampled_from(["strange", "unknown word"]), texts, max_size=1))
    return {kind.name: draw(st.sampled_from(["elder-meal", "老年餐", "60"])), **body, **strange}


def _values(shape: Any) -> st.SearchStrategy[Any]:
    if isinstance(shape, Optional):
        return st.one_of(st.just(""), _values(shape.of))
    if isinstance(shape, Either):
        return st.one_of(texts, _values(shape.other))
    if isinstance(shape, ListOf):
        return st.one_of(st.lists(_values(shape.of), max_size=3), _values(shape.of))
    if isinstance(shape, MapOf):
        return st.dictionaries(words, _values(shape.values), max_size=3)
    if isinstance(shape, Group):
        table = words_of(shape.of).words
        return st.lists(st.sampled_from(sorted(table)), unique=True, max_size=3).flatmap(
            lambda chosen: st.fixed_dictionaries({word: _values(table[word][1].shape) for word in chosen})
        )
    return st.one_of(texts, trees)


class Pen:
    """An author's hand: it chooses a style for every value, and notes which it has used."""

    def __init__(self, draw: Draw, *, with_comments: bool = True) -> None:
        self.draw = draw
        self.with_comments = with_comments
        self.comments: list[str] = []
        self.used: Counter[str] = Counter()
        self.after_literal = False  # a comment further in would belong to the text above it

    def write(self, tree: dict[str, Tree]) -> str:
        """Write a whole file."""
        lines = [*self._own_lines(0), *self._block(tree, 0), *self._own_lines(0)]
        if self._maybe("document start", 10):
            lines.insert(0, "---")
        return "".join(f"{line}\n" for line in lines)

    def _maybe(self, what: str, one_in: int) -> bool:
        if self.draw(st.integers(1, one_in)) != 1:
            return False
        self.used[what] += 1
        return True

    def _comment(self) -> str:
        """A comment that no other text contains."""
        number = len(self.comments)
        tail = self.draw(st.sampled_from(["", " 注", " a: b", " [", " # more", " 'it"]))
        self.comments.append(f"#{'' if number % 3 == 0 else ' '}c{number}!{tail}")
        return self.comments[-1]

    def _own_lines(self, indent: int) -> list[str]:
        lines = []
        if self.with_comments and self._maybe("own line", 5):
            wanted = self.draw(st.sampled_from([indent, 0, indent if self.after_literal else indent + 2]))
            lines.append(" " * wanted + self._comment())
        if self._maybe("empty line", 6):
            lines.insert(self.draw(st.integers(0, len(lines))), "")
        return lines

    def _beside(self) -> str:
        return f"  {self._comment()}" if self.with_comments and self._maybe("beside", 6) else ""

    def _block(self, tree: Tree, indent: int) -> list[str]:
        lines: list[str] = []
        pad = " " * indent
        if isinstance(tree, dict):
            for word, value in tree.items():
                lines += self._own_lines(indent)
                lines += self._valued(f"{pad}{self._key(word)}:", value, indent, in_list=False)
        elif isinstance(tree, list):
            for value in tree:
                lines += self._own_lines(indent)
                lines += self._valued(f"{pad}-", value, indent, in_list=True)
        lines += self._own_lines(indent) if self._maybe("tail", 6) else []
        return lines

    def _valued(self, start: str, value: Tree, indent: int, *, in_list: bool) -> list[str]:
        if isinstance(value, str):
            return self._scalar_lines(start, value, indent)
        if not value or self._maybe("in brackets", 2):
            return self._in_brackets(start, value, indent)
        self.used["block"] += 1
        step = self.draw(st.sampled_from([2, 3, 4]))
        if isinstance(value, list) and not in_list and self._maybe("list not indented", 3):
            step = 0
        lines = self._block(value, indent + step)
        if (
            in_list
            and not lines[0].lstrip().startswith("#")
            and lines[0].strip()
            and self._maybe("compact", 2)
        ):
            return [f"{start}{' ' * (step - 1)}{lines[0].lstrip()}", *lines[1:]]
        return [start + self._beside(), *lines]

    def _scalar_lines(self, start: str, value: str, indent: int) -> list[str]:
        self.after_literal = False
        if _may_be_literal(value) and self._maybe("literal", 2):
            self.after_literal = True
            mark = "|" if value.endswith("\n") else "|-"
            pad = " " * (indent + self.draw(st.sampled_from([1, 2, 4])))
            lines = value.removesuffix("\n").split("\n")
            return [f"{start} {mark}{self._beside()}", *(pad + line if line else "" for line in lines)]
        if value == "" and self._maybe("nothing", 2):
            return [start + self._beside()]
        text = self._scalar(value, in_brackets=False)
        if self._maybe("value on the next line", 12):
            return [start + self._beside(), f"{' ' * (indent + 2)}{text}{self._beside()}"]
        return [f"{start}{' ' * self.draw(st.sampled_from([1, 1, 2]))}{text}{self._beside()}"]

    def _in_brackets(self, start: str, value: Tree, indent: int) -> list[str]:
        self.after_literal = False
        if not self.with_comments or not self._maybe("brackets over lines", 3):
            return [f"{start} {self._flow(value)}{self._beside()}"]
        pad = " " * (indent + 4)
        opening, closing = "[]" if isinstance(value, list) else "{}"
        lines = [f"{start} {opening}{self._beside()}", *self._own_lines(indent + 4)]
        parts = self._parts(value)
        for number, part in enumerate(parts):
            comma = "," if number + 1 < len(parts) or self._maybe("last comma", 3) else ""
            lines += [f"{pad}{part}{comma}{self._beside()}", *self._own_lines(indent + 4)]
        return [*lines, f"{' ' * (indent + 1)}{closing}{self._beside()}"]

    def _flow(self, tree: Tree) -> str:
        if isinstance(tree, str):
            return self._scalar(tree, in_brackets=True)
        opening, closing = "[]" if isinstance(tree, list) else "{}"
        return f"{opening}{', '.join(self._parts(tree))}{closing}"

    def _parts(self, tree: Tree) -> list[str]:
        if isinstance(tree, dict):
            return [f"{self._key(word)}: {self._flow(value)}" for word, value in tree.items()]
        return [self._flow(value) for value in tree]

    def _key(self, word: str) -> str:
        if PLAIN.fullmatch(word) or word.isdigit():
            return word
        return json.dumps(word, ensure_ascii=False)

    def _scalar(self, value: str, *, in_brackets: bool) -> str:
        styles = ["double"]
        if value in TYPED or (PLAIN.fullmatch(value) and value.lower() not in SURPRISING_WORDS):
            styles += ["plain", "plain"]
        if not re.search(r"[\n\r\t]", value):
            styles.append("single")
        style = self.draw(st.sampled_from(styles))
        self.used[f"{style}{' in brackets' if in_brackets else ''}"] += 1
        if style == "plain":
            return value
        if style == "single":
            return "'" + value.replace("'", "''") + "'"
        return json.dumps(value, ensure_ascii=False)


def _may_be_literal(value: str) -> bool:
    return (
        "\n" in value
        and not re.search(r"[\r\t\u2028\u2029\x85]", value)
        and all(line == line.strip() for line in value.split("\n"))
        and bool(value.split("\n", maxsplit=1)[0])
        and not value.endswith("\n\n")
    )


@st.composite
def files(draw: Draw, language: Language, *, with_comments: bool = True) -> tuple[dict[str, Tree], str, Pen]:
    """A definition, the text that an author wrote of it, and the pen that wrote it."""
    any_tree = st.dictionaries(words, trees, max_size=4).map(lambda body: {"thing": "x", **body})
    tree = draw(st.one_of(definitions(language), any_tree))
    pen = Pen(draw, with_comments=with_comments)
    return tree, pen.write(tree), pen
