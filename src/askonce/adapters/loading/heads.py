"""Which column of a file is which attribute of a register: by its name, or by its title in any language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from askonce.adapters.loading.cells import written
from askonce.adapters.loading.lines import UnreadableFile
from askonce.feel.types import ANY, Type
from askonce.registers.model import Attribute, Concept, Register
from askonce.registers.types import feel_type
from askonce.text.suggest import closest, did_you_mean

_BLANKS = " \t\r\n\u00a0\u3000\ufeff\u200b"


class Wanted(msgspec.Struct, frozen=True):
    """An attribute that a file may hold: its name, its type, and by what else its column may be called."""

    name: str
    type: Type
    titles: frozenset[str] = frozenset()


class Shape(msgspec.Struct, frozen=True):
    """What a snapshot of a register may hold: attributes, and the names that the column of the subject may have."""

    register: str
    attributes: tuple[Wanted, ...]
    subject: tuple[str, ...]


class Heads(msgspec.Struct, frozen=True):
    """Where in a line the subject stands and where each attribute; the heads of columns that are not loaded."""

    subject: int
    places: Mapping[int, Wanted]
    width: int
    left: tuple[str, ...]


def shape_of(register: Register, concepts: Mapping[str, Concept], subject: str | None = None) -> Shape:
    """What a snapshot of a register may hold; `subject` names the column of the subject, where it is none of ours."""
    of = register.of or register.id
    names = (subject,) if subject else ("subject", of, f"{of}_id", "id")
    wanted = tuple(
        _wanted(name, attribute, concepts.get(attribute.concept.id) if attribute.concept else None)
        for name, attribute in register.attributes.items()
    )
    return Shape(
        register.id, wanted, tuple(one for one in names if one not in register.attributes or subject)
    )


def _wanted(name: str, attribute: Attribute, concept: Concept | None) -> Wanted:
    titled = [one.title for one in (attribute, concept) if one is not None and one.title is not None]
    titles = frozenset(_plain(text) for title in titled[:1] for text in title.texts.values())
    return Wanted(name, feel_type(attribute.type or (concept.type if concept else None)) or ANY, titles)


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").split())


def names_subject(cells: Sequence[object], shape: Shape) -> bool:
    """Whether a line is that of the heads: one of its cells names the column of the subject."""
    return bool({_plain(text) for text in texts(cells)} & {_plain(one) for one in shape.subject})


def texts(cells: Sequence[object]) -> list[str]:
    """The cells of a line of heads as texts."""
    return [found.strip(_BLANKS) if isinstance(found := written(cell), str) else "" for cell in cells]


def match(cells: Sequence[object], shape: Shape) -> Heads:
    """Where everything stands; raises UnreadableFile where that is not certain."""
    heads = texts(cells)
    subject = _subject(heads, shape)
    places: dict[int, Wanted] = {}
    left: list[tuple[int, str]] = []
    for place, head in enumerate(heads):
        if place == subject or not head:
            continue
        found = _attribute(head, shape.attributes)
        if found is None:
            left.append((place, head))
        elif found in places.values():
            raise UnreadableFile(f"two columns are `{found.name}`; take one of them out")
        else:
            places[place] = found
    _refuse_misspelt((head for _, head in left), shape, {one.name for one in places.values()})
    if not places:
        raise UnreadableFile(
            f"no column is an attribute of register `{shape.register}`; they are "
            + ", ".join(f"`{one.name}`" for one in shape.attributes)
        )
    return Heads(subject, places, len(heads), tuple(head for _, head in left))


def _subject(heads: Sequence[str], shape: Shape) -> int:
    plain = [_plain(head) for head in heads]
    for name in shape.subject:
        if plain.count(_plain(name)) == 1:
            return plain.index(_plain(name))
        if _plain(name) in plain:
            raise UnreadableFile(f"two columns are `{name}`; take one of them out")
    listed = ", ".join(f"`{name}`" for name in shape.subject)
    guess = next((one for head in heads if head and (one := closest(head, shape.subject))), None)
    repair = f"is it a misspelt `{guess}`?" if guess else "name it with `--subject COLUMN`"
    raise UnreadableFile(f"no column names the subject of a row ({listed}); {repair}")


def _attribute(head: str, attributes: Iterable[Wanted]) -> Wanted | None:
    """The attribute of a name; where none has it, the only one of that title."""
    wanted = tuple(attributes)
    named = [one for one in wanted if one.name == head] or [
        one for one in wanted if _plain(one.name) == _plain(head)
    ]
    titled = named or [one for one in wanted if _plain(head) in one.titles]
    return titled[0] if len(titled) == 1 else None


def _refuse_misspelt(left: Iterable[str], shape: Shape, found: set[str]) -> None:
    """A column that is like an attribute without one is a slip, which must not be left out in silence."""
    missing = [one.name for one in shape.attributes if one.name not in found]
    for head in left:
        meant = did_you_mean(head, missing)
        if meant:
            raise UnreadableFile(f"register `{shape.register}` has no attribute `{head}`; {meant}")
