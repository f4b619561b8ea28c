"""An application is one value: the kinds, rules, pages, commands and messages that it adds."""

import msgspec

from askonce.pack.kinds import Kind
from askonce.text.diagnostic import Rule


class Page(msgspec.Struct, frozen=True):
    """A page that an application adds: its address and its name by language."""

    address: str
    title: dict[str, str]


class Application(msgspec.Struct, frozen=True):
    """What an application adds to the kernel; `tile` says by language what it will be until it has a page."""

    name: str
    title: dict[str, str]
    kinds: tuple[Kind, ...] = ()
    rules: tuple[Rule, ...] = ()
    pages: tuple[Page, ...] = ()
    commands: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
