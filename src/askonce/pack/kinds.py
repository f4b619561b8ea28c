"""A kind is a sort of definition: its model, where a pack keeps it, and what others may see of it."""

from collections.abc import Callable, Iterator
from typing import Annotated, Any

import msgspec

from askonce.pack.shapes import Decoding, Localized, Ref, article, identifier, list_of, localized, text, when
from askonce.pack.words import Word, Words, decode_words, record, words_of, words_schema
from askonce.text.node import Mapping, Scalar
from askonce.text.span import Span

NAMED = identifier()


class Adoption(Words, frozen=True, kw_only=True):
    """Who adopted a text, when, and by which act; two people sign."""

    act: Annotated[
        Ref | None,
        Word(article(or_law=True), "The law or act by which it was adopted.", "canteen-rules", required=True),
    ] = None
    on: Annotated[Any, Word(when(), "The day on which it was adopted.", "2021-12-15", required=True)] = None
    by: Annotated[
        tuple[str, ...], Word(list_of(text()), "The two who signed.", "[street, county-legal]", required=True)
    ] = ()


class Allowance(Words, frozen=True, kw_only=True):
    """A finding that is allowed here, with a reason."""

    code: Annotated[str, Word(text(), "The code of the finding.", "AO302", required=True)] = ""
    because: Annotated[
        str, Word(text(), "Why it is right here.", '"the original itself is kept"', required=True)
    ] = ""


class Definition(Words, frozen=True, kw_only=True):
    """What every definition may say; `id` is its name and `name` the place where that stands."""

    title: Annotated[
        Localized | None,
        Word(
            localized(),
            "Its name for people, in each language of the pack.",
            "{en: Meal for the elderly, zh: 老年餐}",
        ),
    ] = None
    about: Annotated[
        Localized | None,
        Word(
            localized(), "What a newcomer should know of it.", "{en: A warm meal at noon., zh: 一顿热午餐。}"
        ),
    ] = None
    imported_from: Annotated[
        str | None,
        Word(
            text(),
            "The catalogue it came from: what that leaves open is not stated, and no fault.",
            "aides-jeunes",
        ),
    ] = None
    allow: Annotated[
        tuple[Allowance, ...],
        Word(
            list_of(record(Allowance)),
            "Findings allowed here, each with a reason.",
            '[{code: AO302, because: "the original itself is kept"}]',
        ),
    ] = ()
    id: str = ""
    name: Span = Span("")
    kind: str = ""

    @property
    def key(self) -> str:
        """Kind and name together, as findings call it."""
        return f"{self.kind} {self.id}"

    def say(self, language: str) -> str:
        """Give its title in a language, or its name where it has none."""
        return self.title.in_language(language) if self.title else self.id


class Adoptable(Definition, frozen=True, kw_only=True):
    """A definition that binds people once two have adopted it."""

    adopted: Annotated[
        Adoption | None,
        Word(
            record(Adoption),
            "Who adopted it, when, by which act.",
            "{act: canteen-rules, on: 2021-12-15, by: [street, county-legal]}",
        ),
    ] = None


class Grounded(Adoptable, frozen=True, kw_only=True):
    """A definition that rests on an article."""

    basis: Annotated[Ref | None, Word(article(), "The article that grounds it.", "canteen-rules/3")] = None


class Kind(msgspec.Struct, frozen=True):
    """A sort of definition.

    `interfaces` yields the symbols that other definitions see; `bind` links a definition with them, for rules
    and measures; `facts` yields what rules over the whole pack need of a bound definition; `shares` lists the classes of
    what the three give away, so that a cache can read them back. `stands_alone` kinds
    need not be used by anything; `names` says what a definition's own id must be the name of.
    """

    name: str
    model: type[Definition]
    summary: str
    folder: str
    example: str
    interfaces: Callable[[Any], Iterator[Any]] | None = None
    bind: Callable[[Any, Any], Any] | None = None
    facts: Callable[[Any], Iterator[Any]] | None = None
    shares: tuple[type[msgspec.Struct], ...] = ()
    stands_alone: bool = False
    titled: bool = True
    names: tuple[str, ...] = ()

    def decode(self, node: Mapping) -> tuple[Definition, Decoding]:
        """Read a definition; what is wrong with its words is in the decoding's findings."""
        key_node, id_node = node.entries[self.name]
        about = f"{self.name} {id_node.text if isinstance(id_node, Scalar) else ''}"
        into = Decoding(about)
        given: dict[str, Any] = {"kind": self.name, "name": key_node.span}
        decoded = None
        if isinstance(id_node, Scalar):
            decoded = NAMED.decode(id_node, into)
        else:
            into.wrong(id_node, "a name", "elder-meal")
        if isinstance(decoded, str):
            given |= {"id": decoded, "name": id_node.span}
            if self.names and isinstance(id_node, Scalar):
                into.refs.append(Ref(self.names, decoded, id_node))
        model: Definition = decode_words(words_of(self.model), node, into, given, skip=self.name)
        return model, into

    def schema(self) -> dict[str, Any]:
        """Describe a file of this kind in JSON Schema 2020-12."""
        body = words_schema(self.model)
        own = {"type": ["string", "integer"], "description": f"Its name. {self.summary}"}
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": self.name,
            "description": self.summary,
            "type": "object",
            "properties": {self.name: own, **body["properties"]},
            "required": [self.name, *body["required"]],
            "additionalProperties": False,
        }
