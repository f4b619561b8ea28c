"""The parts of the page `today` as values: figures with what makes them up, services, offices, events, reports."""

import msgspec

from askonce.cases.measure import Figures

Words = dict[str, str]


class Line(msgspec.Struct, frozen=True):
    """One line of what makes up a figure: what it is, what is said of it, and where the page shows it."""

    title: Words
    said: Words
    anchor: str = ""


class Tile(msgspec.Struct, frozen=True):
    """A figure with its name, its value, and the lines that make it up."""

    name: Words
    value: str
    note: Words
    lines: tuple[Line, ...]


class Bar(msgspec.Struct, frozen=True):
    """A bar of a chart: its label, its number, and its share of the longest bar in per cent."""

    label: str
    count: int
    share: float


class ServiceView(msgspec.Struct, frozen=True):
    """A service as a resident would want to see it."""

    anchor: str
    title: Words
    about: Words
    known: tuple[Line, ...]
    asked: tuple[Line, ...]
    brought: tuple[Line, ...]
    visit: Words
    takes: Words
    gives: tuple[Words, ...]
    basis: Words
    figures: Figures


class OfficeView(msgspec.Struct, frozen=True):
    """An office with the services it answers for and the registers it holds."""

    anchor: str
    title: Words
    counter: Words
    services: tuple[ServiceView, ...]
    registers: tuple[Line, ...]


class EventView(msgspec.Struct, frozen=True):
    """A life event with its services and what they ask together."""

    title: Words
    about: Words
    services: tuple[Line, ...]
    questions: int
    documents: int
    visits: int


class ReportView(msgspec.Struct, frozen=True):
    """A report with its cells."""

    title: Words
    rounds: int
    known: tuple[Line, ...]
    asked: tuple[Line, ...]
