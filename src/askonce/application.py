"""An application is one value: the kinds and rules that it adds to the kernel."""

import msgspec

from askonce.pack.kinds import Kind
from askonce.text.diagnostic import Rule


class Application(msgspec.Struct, frozen=True):
    """What an application adds to the kernel, under a title in each language."""

    name: str
    title: dict[str, str]
    kinds: tuple[Kind, ...] = ()
    rules: tuple[Rule, ...] = ()


class Planned(msgspec.Struct, frozen=True):
    """An application that is still to come: its title and what people will find there, in each language."""

    title: dict[str, str]
    will_hold: dict[str, str]
