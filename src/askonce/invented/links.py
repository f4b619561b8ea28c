"""The relations between the people and things of a village: to whom each leads, and since when."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final, TypeAlias

from askonce.invented.folk import NOBODY
from askonce.invented.village import Village

#: The number of whom a relation leads to, and the day as `date.toordinal` counts it; by who it leads from.
Links: TypeAlias = "list[list[tuple[int, int]]]"


def _none(village: Village, kind: str) -> Links:
    return [[] for _ in range(village.count(kind))]


def turned(links: Links, count: int) -> Links:
    """The same relation the other way, between as many things as there are."""
    found: Links = [[] for _ in range(count)]
    for one, targets in enumerate(links):
        for target, since in targets:
            found[target].append((one, since))
    return found


def _parents(village: Village) -> Links:
    folk = village.folk
    return [[(parent, folk.birth[one]) for parent in folk.parents(one)] for one in range(len(folk))]


def _spouse(village: Village) -> Links:
    folk = village.folk
    return [
        [(spouse, folk.wedding[one])] if spouse != NOBODY else [] for one, spouse in enumerate(folk.spouse)
    ]


def _household(village: Village) -> Links:
    settled, found = village.settled, _none(village, "person")
    for members in village.folk.households:
        for one in members:
            found[one] = [(other, max(settled[one], settled[other])) for other in members]
    return found


def _dwelling(village: Village) -> Links:
    """Homes stand first among the properties, in the order of the households."""
    settled, found = village.settled, _none(village, "person")
    for home, members in enumerate(village.folk.households):
        for one in members:
            found[one] = [(home, settled[one])]
    return found


def _community(village: Village) -> Links:
    settled, found = village.settled, _none(village, "person")
    for members in village.folk.households:
        for one in members:
            found[one] = [(0, settled[one])]
    return found


def _guardian(village: Village) -> Links:
    """Who is not grown up and has no parent at home has the eldest of the household as guardian."""
    folk, found = village.folk, _none(village, "person")
    for members in folk.households:
        grown = [one for one in members if folk.age[one] >= 18]
        for one in members:
            if folk.age[one] < 18 and grown and not set(folk.parents(one)) & set(grown):
                found[one] = [(min(grown, key=folk.birth.__getitem__), village.settled[one])]
    return found


def _owners(village: Village) -> Links:
    return [[(owner, one.since) for owner in one.owners] for one in village.properties]


def _employer(village: Village) -> Links:
    jobs = village.works.jobs
    return [[(firm, jobs.since[one])] if firm != NOBODY else [] for one, firm in enumerate(jobs.employer)]


def _representative(village: Village) -> Links:
    return [[(firm.representative, firm.founded)] for firm in village.works.firms]


def _premises(village: Village) -> Links:
    properties = village.properties
    return [
        [(firm.premises, max(firm.founded, properties[firm.premises].since))] for firm in village.works.firms
    ]


def _supplies(village: Village) -> Links:
    firms = village.works.firms
    return [[(to, max(firm.founded, firms[to].founded)) for to in firm.supplies] for firm in firms]


def _farmer(village: Village) -> Links:
    return [[(farm.farmer, farm.since)] for farm in village.works.farms]


def _fields(village: Village) -> Links:
    return [[(field, farm.since) for field in farm.fields] for farm in village.works.farms]


def _giver(village: Village) -> Links:
    return [[(mandate.firm, mandate.since)] for mandate in village.works.mandates]


def _agent(village: Village) -> Links:
    return [[(mandate.agent, mandate.since)] for mandate in village.works.mandates]


def _consignor(village: Village) -> Links:
    """A consignment left within the last weeks, and a firm that is younger sent it on its first day."""
    today, firms = village.today.ordinal, village.works.firms
    return [[(firm, max(firms[firm].founded, today - 60))] for firm in village.works.consignors]


def _parent_firm(village: Village) -> Links:
    return [[(firm, village.works.firms[firm].founded)] for firm in village.works.site_owners]


def _operator(village: Village) -> Links:
    """The largest food firm of the village runs its canteen."""
    firms = village.works.firms
    food = [at for at, firm in enumerate(firms) if firm.industry == "food"]
    if not village.has_canteen:
        return []
    best = max(food, key=lambda at: len(firms[at].employees), default=NOBODY)
    return [[(best, firms[best].founded)] if best != NOBODY else []]


def _at_asset(wanted: str, kind: str) -> Callable[[Village], Links]:
    def find(village: Village) -> Links:
        since = village.today.years_ago(6).toordinal()
        return [[(village.assets.index(wanted), since)] for _ in range(village.count(kind))]

    return find


def _here(kind: str) -> Callable[[Village], Links]:
    def find(village: Village) -> Links:
        since = village.today.years_ago(6).toordinal()
        return [[(0, since)] for _ in range(village.count(kind))]

    return find


_FORWARD: Final[Mapping[str, tuple[str, Callable[[Village], Links]]]] = {
    "person.parents": ("person", _parents),
    "person.spouse": ("person", _spouse),
    "person.household": ("person", _household),
    "person.dwelling": ("property", _dwelling),
    "person.community": ("community", _community),
    "person.guardian": ("person", _guardian),
    "person.employer": ("firm", _employer),
    "property.owners": ("person", _owners),
    "property.property_community": ("community", _here("property")),
    "property.sewer": ("asset", _at_asset("sewer", "property")),
    "firm.representative": ("person", _representative),
    "firm.premises": ("property", _premises),
    "firm.supplies": ("firm", _supplies),
    "farm.farmer": ("person", _farmer),
    "farm.fields": ("property", _fields),
    "farm.well": ("asset", _at_asset("well", "farm")),
    "mandate.giver": ("firm", _giver),
    "mandate.agent": ("person", _agent),
    "consignment.consignor": ("firm", _consignor),
    "site.parent_firm": ("firm", _parent_firm),
    "canteen.operator": ("firm", _operator),
    "canteen.host": ("community", _here("canteen")),
    "canteen.community": ("community", _here("canteen")),
    "asset.keeper": ("community", _here("asset")),
    "community.watched_bridge": ("asset", _at_asset("bridge", "community")),
}
#: Relations that lead back.
_BACKWARD: Final[Mapping[str, str]] = {
    "person.children": "person.parents",
    "person.wards": "person.guardian",
    "person.properties": "property.owners",
    "person.firms": "firm.representative",
    "person.farms": "farm.farmer",
    "property.residents": "person.dwelling",
    "community.residents": "person.community",
    "community.canteen": "canteen.host",
    "firm.employees": "person.employer",
    "firm.supplied_by": "firm.supplies",
    "firm.mandates": "mandate.giver",
    "firm.canteens": "canteen.operator",
    "firm.consignments": "consignment.consignor",
    "firm.overseas_sites": "site.parent_firm",
}


class Relations:
    """The relations of one village, each worked out once."""

    def __init__(self, village: Village) -> None:
        self.village = village
        self._found: dict[str, Links] = {}

    def known(self, name: str, to: str) -> Links | None:
        """The links of a relation `kind.relation` that leads to a kind; none where it is not known."""
        if name not in self._found:
            links = self._find(name, to)
            if links is None:
                return None
            self._found[name] = links
        return self._found[name]

    def _find(self, name: str, to: str) -> Links | None:
        if name in _FORWARD:
            leads_to, find = _FORWARD[name]
            return find(self.village) if leads_to == to else None
        if name in _BACKWARD:
            forward = _BACKWARD[name]
            source, target = forward.partition(".")[0], name.partition(".")[0]
            links = self.known(forward, target)
            return None if links is None or source != to else turned(links, self.village.count(target))
        return None

    def keep(self, name: str, links: Links) -> Links:
        """Remember the links of a relation that were made up."""
        self._found[name] = links
        return links


def days(links: Sequence[tuple[int, int]], ids: Sequence[str]) -> tuple[tuple[str, date], ...]:
    """The links of one thing with the ids of their targets and the days as dates."""
    if len(links) == 1:
        ((to, since),) = links
        return ((ids[to], _day(since)),)
    return tuple([(ids[to], _day(since)) for to, since in links])


_day: Final = date.fromordinal
