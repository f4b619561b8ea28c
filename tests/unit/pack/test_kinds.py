"""Kinds: every word says what it is for, its example reads, and editors are told what the reader takes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from askonce.assembly import LANGUAGE
from askonce.pack.kinds import Kind
from askonce.pack.language import Language
from askonce.pack.shapes import Decoding
from askonce.pack.starter import starter_files
from askonce.pack.words import Word, Words, words_of
from askonce.text.node import Mapping, Node, Scalar
from askonce.text.source import walk
from askonce.text.yaml import read_yaml
from tests.unit.pack.editor import complaints, editor_of, read, value_of

ROOT = Path(__file__).resolve().parents[3]
KINDS = tuple(LANGUAGE.kinds.values())


def all_groups(group: type[Words]) -> Iterator[type[Words]]:
    """A class of words, and all below it."""
    yield group
    for below in group.__subclasses__():
        yield from all_groups(below)


def all_words() -> Iterator[tuple[str, Word]]:
    for group in all_groups(Words):
        if group.__module__.startswith("askonce."):
            yield from (
                (f"{group.__name__}.{word}", spec) for word, (_, spec) in words_of(group).words.items()
            )


WORDS = dict(all_words())


def node_of(text: str) -> Mapping:
    (node,), found = read_yaml("a.yaml", text)
    assert found == ()
    assert isinstance(node, Mapping)
    return node


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_example_of_a_kind_reads_clean_and_editors_take_it(kind: Kind) -> None:
    node = node_of(kind.example)
    model, into = kind.decode(node)
    assert into.found == []
    assert (model.kind, model.id) == (kind.name, node.entries[kind.name][1].text)  # type: ignore[union-attr]
    assert complaints(kind.schema(), value_of(node)) == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_kind_says_in_one_sentence_what_it_is(kind: Kind) -> None:
    assert kind.summary.endswith(".")
    assert ". " not in kind.summary
    assert kind.schema()["description"] == kind.summary
    assert f"{kind.name}:" in kind.example.splitlines()[0]


@pytest.mark.parametrize("word", WORDS)
def test_every_word_says_what_it_is_for_and_its_example_reads(word: str) -> None:
    spec = WORDS[word]
    assert spec.says[0].isupper()
    assert spec.says.endswith(".")
    node = read(spec.example)
    into = Decoding("service tried")
    spec.shape.decode(node, into)
    assert into.found == []
    assert complaints(spec.shape.schema(), value_of(node)) == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_schema_of_a_kind_knows_each_of_its_words_and_no_other(kind: Kind) -> None:
    schema = kind.schema()
    assert list(schema["properties"]) == [kind.name, *words_of(kind.model).words]
    node = node_of(kind.example)
    assert complaints(schema, value_of(node) | {"holidais": 1}) != []
    for word in schema["required"]:
        assert complaints(schema, {key: one for key, one in value_of(node).items() if key != word}) != []


@pytest.mark.parametrize(
    ("text", "column"), [("service: [a]\n", 1), ("service: a b\n", 10), ("service: ''\n", 11)]
)
def test_a_name_that_is_none_is_found_and_the_rest_is_read(text: str, column: int) -> None:
    kind = LANGUAGE.kinds["service"]
    model, into = kind.decode(node_of(f"{text}office: street\n"))
    assert model.id == ""
    assert [ref.id for ref in into.refs] == ["street"]
    assert [(finding.code, finding.span.line) for finding in into.found] == [("AO012", 1)]
    assert into.found[0].span.column >= column


def test_a_definition_knows_where_its_name_stands_and_what_to_call_it() -> None:
    model, _ = LANGUAGE.kinds["office"].decode(node_of("office: street\ntitle: {en: Street, zh: 街道}\n"))
    assert (model.key, str(model.name)) == ("office street", "a.yaml:1:9")
    assert (model.say("zh"), model.say("fr")) == ("街道", "Street")
    untitled, _ = LANGUAGE.kinds["office"].decode(node_of("office: street\n"))
    assert untitled.say("en") == "street"


def test_a_volume_is_named_after_what_it_counts() -> None:
    _, into = LANGUAGE.kinds["volume"].decode(node_of("volume: elder-meal\nfilings: 1\n"))
    assert [(ref.kinds, ref.id) for ref in into.refs] == [(("service", "report"), "elder-meal")]


def definitions(folder: Path) -> Iterator[tuple[str, Mapping]]:
    for path in walk(folder):
        if path.endswith(".yaml"):
            nodes, found = read_yaml(path, (folder / path).read_text("utf-8"))
            assert found == (), path
            yield from ((path, node) for node in nodes if isinstance(node, Mapping))


@pytest.mark.parametrize("pack", sorted(path.name for path in (ROOT / "packs").iterdir() if path.is_dir()))
def test_what_reads_clean_in_an_example_pack_is_taken_by_editors(pack: str) -> None:
    editors = {kind.name: editor_of(kind.schema()) for kind in KINDS}
    checked = 0
    for path, node in definitions(ROOT / "packs" / pack):
        kind = next(iter(node.entries))
        _, into = LANGUAGE.kinds[kind].decode(node)
        if not into.found:
            assert [error.message for error in editors[kind].iter_errors(value_of(node))] == [], path
            checked += 1
    assert checked > 20


def test_the_starter_pack_is_taken_by_editors() -> None:
    for text in starter_files().values():
        node = node_of(text)
        kind = LANGUAGE.kinds[next(iter(node.entries))]
        assert kind.decode(node)[1].found == []
        assert complaints(kind.schema(), value_of(node)) == []


def test_a_language_sorts_its_rules_by_what_they_look_at() -> None:
    for subject, rules in LANGUAGE.by_subject.items():
        assert subject in {*LANGUAGE.kinds, "definition", "pack"}
        assert all(rule.check is not None and subject in rule.on.split() for rule in rules)
    checked = {rule.code for rules in LANGUAGE.by_subject.values() for rule in rules}
    assert checked == {rule.code for rule in LANGUAGE.rules.values() if rule.check is not None}


def test_no_code_and_no_kind_is_given_twice() -> None:
    from askonce import assembly

    assert len({rule.code for rule in assembly.RULES}) == len(assembly.RULES)
    assert len({kind.name for kind in assembly.KINDS}) == len(assembly.KINDS)
    assert isinstance(LANGUAGE, Language)


def test_a_day_that_is_text_to_editors_is_a_day_to_the_reader() -> None:
    model, _ = LANGUAGE.kinds["calendar"].decode(node_of("calendar: c\nholidays: [2026-10-01]\n"))
    assert model.holidays == (date(2026, 10, 1),)  # type: ignore[attr-defined]
    node: Node = read("2026-10-01")
    assert isinstance(node, Scalar)
    assert value_of(node) == "2026-10-01"
