"""An office: a public body, the roles in it, and who stands above it."""

from collections.abc import Iterator
from typing import Annotated, Any

from askonce.pack.kinds import Definition, Kind
from askonce.pack.shapes import Localized, Ref, localized, map_of, name, refers, text
from askonce.pack.symbols import NOTHING, Interface, Symbol
from askonce.pack.words import Word, Words, record


class Role(Words, frozen=True, kw_only=True):
    """A role in an office, which a step of a case names."""

    title: Annotated[
        Localized | None, Word(localized(), "Its name for people.", "{en: Clerk, zh: 办事员}")
    ] = None


class Office(Definition, frozen=True, kw_only=True):
    """A public body that holds registers, handles cases or collects reports."""

    part_of: Annotated[Ref | None, Word(refers("office"), "The office above it.", "county-government")] = None
    roles: Annotated[
        dict[str, Role],
        Word(
            map_of(name(), record(Role), names=True), "The roles that its people have.", "[clerk, director]"
        ),
    ] = {}
    hours: Annotated[
        Localized | None,
        Word(
            localized(),
            "When its counter is open.",
            '{en: "weekdays, 9:00 to 17:00", zh: 工作日九点至十七点}',
        ),
    ] = None
    counter: Annotated[
        Localized | None,
        Word(
            localized(), "Where its counter stands.", "{en: Hall 1 of the service centre, zh: 服务中心一号厅}"
        ),
    ] = None
    contact: Annotated[str | None, Word(text(), "How to reach it.", '"0571 5550 1234"')] = None
    code: Annotated[str | None, Word(text(), "Its code in an outside directory.", "824541148")] = None
    level: Annotated[str | None, Word(text(), "The level of government it belongs to.", "county")] = None


class OfficeSeen(Interface, frozen=True):
    """An office as others see it."""

    roles: tuple[str, ...]


def interfaces(office: Office) -> Iterator[Symbol[Any]]:
    """Let steps see the office and its roles, as `office/role`."""
    yield Symbol("office", office.id, office.name, OfficeSeen(tuple(office.roles)))
    for role in office.roles:
        yield Symbol("role", f"{office.id}/{role}", office.name_place("roles", role), NOTHING)


OFFICE = Kind(
    "office",
    Office,
    "A public body that holds registers, handles cases or collects reports.",
    "offices",
    "office: street\ntitle: {en: Street Office, zh: 街道办}\nroles: [clerk, cook, director]\n",
    interfaces=interfaces,
    shares=(OfficeSeen,),
)
