"""What people of a village live on: jobs, firms and farms, and what firms ship, own and open abroad."""

from __future__ import annotations

from typing import Final

import msgspec

from askonce.invented.calendar import Today
from askonce.invented.chance import Chance, Shares
from askonce.invented.folk import NOBODY, Folk
from askonce.invented.marginals import SHARES
from askonce.invented.places import Place, Property

_WORK: Final = Shares(SHARES["work of those from 18"])
_PENSIONER: Final = Shares(SHARES["pensioner"])
_INDUSTRY: Final = Shares(SHARES["industry"])
_WORKERS: Final = Shares({(1, 5): 0.70, (6, 15): 0.22, (16, 60): 0.065, (61, 400): 0.015})
_SCOPES: Final = ("filing", "customs", "hiring", "filing")
_FIRMS_A_HEAD: Final = 0.035
_FARMS_A_HEAD: Final = 0.022
#: The age of a pension: of men, of women.
RETIRED_FROM: Final = {False: 60, True: 55}


class Firm(msgspec.Struct, frozen=True):
    """A firm: persons by number, premises by number of the property."""

    representative: int
    employees: tuple[int, ...]
    premises: int
    industry: str
    founded: int
    supplies: tuple[int, ...]


class Mandate(msgspec.Struct, frozen=True):
    """Who may act for which firm."""

    firm: int
    agent: int
    scope: str
    since: int


class Farm(msgspec.Struct, frozen=True):
    """A farm, its farmer and the numbers of its fields among the properties."""

    farmer: int
    fields: tuple[int, ...]
    since: int


class Jobs:
    """By person: the kind of work, none where no register knows it, the employer and since when."""

    def __init__(self, count: int) -> None:
        self.work: list[str] = [""] * count
        self.employer: list[int] = [NOBODY] * count
        self.since: list[int] = [NOBODY] * count


class Works:
    """Jobs, firms, farms, mandates, and by firm how many consignments and sites abroad it has."""

    def __init__(
        self, folk: Folk, properties: list[Property], place: Place, today: Today, chance: Chance
    ) -> None:
        self.folk = folk
        self.properties = properties
        self.place = place
        self.today = today
        self.chance = chance
        self.jobs = Jobs(len(folk))
        self._jobs()
        self.firms: list[Firm] = []
        self._firms()
        self.mandates = self._mandates()
        self.farms: list[Farm] = []
        self._farms()
        self.consignors = self._owners(0.06, 3)
        self.site_owners = self._owners(0.015, 2)

    def adults(self) -> list[int]:
        """Who may run a firm or a farm."""
        folk = self.folk
        return [one for one in range(folk.fixed, folk.living) if 22 <= folk.age[one] < 75]

    def _jobs(self) -> None:
        folk, chance, work = self.folk, self.chance, self.jobs.work
        for one in range(folk.fixed, folk.living):
            age = folk.age[one]
            if age < 18:
                continue
            if age >= RETIRED_FROM[folk.female[one]]:
                kind = _PENSIONER.at(chance.draw())
            else:
                kind = _WORK.at(chance.draw())
            work[one] = "" if kind == "not in the register" else kind
            if work[one] == "employed":
                self.jobs.since[one] = self._day(folk.birth[one] + 18 * 366, 12)

    def _day(self, least: int, years: int) -> int:
        """A day of the last years, not before one."""
        last = self.today.ordinal
        return self.chance.between(max(min(least, last), last - years * 365), last)

    def _firms(self) -> None:
        folk, chance = self.folk, self.chance
        adults = self.adults()
        owners = chance.shuffled([one for one in adults if self.jobs.work[one] == "self_employed"]) or adults
        free = chance.shuffled([one for one in adults if self.jobs.work[one] == "employed"])
        count = chance.count(_FIRMS_A_HEAD * (folk.living - folk.fixed)) if owners else 0
        for number in range(count):
            owner = owners[number % len(owners)]
            low, high = _WORKERS.at(chance.draw())
            size = min(chance.between(low, high), len(free))
            employees = tuple(sorted(free[len(free) - size :]))
            del free[len(free) - size :]
            self.found(owner, employees, _INDUSTRY.at(chance.draw()))

    def found(self, owner: int, employees: tuple[int, ...], industry: str, founded: int = NOBODY) -> int:
        """Found a firm with premises of its own or in the owner's home, and give its number."""
        chance, folk, jobs = self.chance, self.folk, self.jobs
        number = len(self.firms)
        begun = self._day(folk.birth[owner] + 20 * 366, 25) if founded == NOBODY else founded
        for one in employees:
            jobs.employer[one] = number
            jobs.since[one] = max(jobs.since[one], begun)
        if chance.happens(0.7) or folk.home[owner] == NOBODY:
            premises = len(self.properties)
            use = "workshop" if industry in ("manufacturing", "food") else "shop"
            address = f"{self.place.address}工业路{number + 1}号"
            floor = chance.between(30, 120) * (6 if use == "workshop" else 1)
            built = self.today.on.year - chance.between(1, 35)
            owners = (owner,) if chance.happens(0.5) else (chance.pick(self.adults() or [owner]),)
            since = self._day(max(folk.birth[one] for one in owners), 25)
            self.properties.append(
                Property(use, owners, address, built, chance.between(1, 3), floor, floor + 80, since)
            )
        else:
            premises = folk.home[owner]
        known = range(number)
        supplies = tuple(sorted({chance.pick(known) for _ in range(chance.below(4))})) if number else ()
        self.firms.append(Firm(owner, employees, premises, industry, begun, supplies))
        return number

    def _mandates(self) -> list[Mandate]:
        chance = self.chance
        found = []
        for number, firm in enumerate(self.firms):
            found.append(Mandate(number, firm.representative, "all", firm.founded))
            if firm.employees and chance.happens(0.4):
                agent = chance.pick(firm.employees)
                since = self._day(max(self.jobs.since[agent], firm.founded), 3)
                found.append(Mandate(number, agent, chance.pick(_SCOPES), since))
        return found

    def empower(self, firm: int, agent: int) -> int:
        """Let a person file for a firm from its first day on, and give the number of the mandate."""
        self.mandates.append(Mandate(firm, self.firms[firm].representative, "all", self.firms[firm].founded))
        self.mandates.append(Mandate(firm, agent, "filing", self.firms[firm].founded))
        return len(self.mandates) - 1

    def _farms(self) -> None:
        chance = self.chance
        farmers = chance.shuffled([one for one in self.adults() if self.jobs.work[one] != "employed"])
        for farmer in farmers[: chance.count(_FARMS_A_HEAD * (self.folk.living - self.folk.fixed))]:
            self.plough(farmer)

    def plough(self, farmer: int) -> int:
        """Begin a farm with one to three fields, and give its number."""
        chance = self.chance
        since = self._day(self.folk.birth[farmer] + 18 * 366, 20)
        fields = []
        for _ in range(chance.between(1, 3)):
            fields.append(len(self.properties))
            address = f"{self.place.address}{len(self.properties) + 1}号田"
            land = chance.between(8, 400) * 100
            self.properties.append(Property("farmland", (farmer,), address, 0, 0, 0, land, since))
        self.farms.append(Farm(farmer, tuple(fields), since))
        return len(self.farms) - 1

    def _owners(self, share: float, most: int) -> list[int]:
        """The firms of some share, each as often as it has one of what is owned."""
        chance = self.chance
        return [
            number
            for number in range(len(self.firms))
            if chance.happens(share)
            for _ in range(chance.between(1, most))
        ]
