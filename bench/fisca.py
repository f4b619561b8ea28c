"""The norm of the benchmarks as OpenFisca has it: a variable a fact, formulas over whole columns."""

from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from bench.case import APPLICATION

Person: Final = build_entity(key="person", plural="persons", label="A person", is_person=True)
DAY: Final = str(APPLICATION)


class Grade(Enum):  # type: ignore[misc]
    """How severe a disability is."""

    none = "none"
    mild = "mild"
    severe = "severe"


def fact(name: str, kind: Any, **more: Any) -> Any:
    """A variable that is given."""
    fields = {"value_type": kind, "entity": Person, "definition_period": DateUnit.DAY, "label": name, **more}
    return type(name, (Variable,), fields)


class age(Variable):  # type: ignore[misc] # noqa: N801 - OpenFisca calls a variable by the name of its class
    """Whole years lived; who was born on 29 February turns on 28 February in common years."""

    value_type = int
    entity = Person
    definition_period = DateUnit.DAY
    label = "age"

    def formula(self, period: Any) -> Any:
        """The years, less one before the birthday."""
        birth = self("birth", period)
        on = period.start
        years = on.year - (birth.astype("datetime64[Y]").astype(int) + 1970)
        month = birth.astype("datetime64[M]").astype(int) % 12 + 1
        day = (birth - birth.astype("datetime64[M]") + 1).astype(int)
        last = (on.month, on.day) == (2, 28) and on.year % 4 != 0
        reached = 100 * on.month + (29 if last else on.day)
        return years - (100 * month + day > reached)


class support(Variable):  # type: ignore[misc] # noqa: N801 - as above
    """The twenty rows."""

    value_type = float
    entity = Person
    definition_period = DateUnit.DAY
    label = "support"

    def formula(self, period: Any) -> Any:
        """The first condition that holds decides."""
        years = self("age", period)
        per_head = self("income", period) / self("members", period)
        rent = self("rent", period)
        grade = self("grade", period)
        veteran = self("veteran", period)
        none, severe = grade == Grade.none, grade == Grade.severe
        poor, low = per_head < 800, per_head < 1500
        child, adult, elder = years < 18, years < 60, years < 80
        return np.select(
            [
                ~self("resident", period),
                child & poor & none,
                child & poor,
                child & low & ~severe,
                child & low,
                child,
                adult & poor & none & ~veteran,
                adult & poor & none,
                adult & poor,
                adult & low & ~severe,
                adult & low,
                adult,
                elder & poor & ~veteran,
                elder & poor,
                elder & low,
                elder & ~veteran,
                elder,
                none,
                ~severe,
            ],
            [
                0, 300, 450, 150, 300, 0, 0.2 * rent, 0.3 * rent, 0.5 * rent, 0, 0.25 * rent, 0,
                200 + 0.1 * rent, 350 + 0.1 * rent, 100, 0, 50, 200, 300,
            ],
            400 + 0.5 * rent,
        )  # fmt: skip


class Fisca:
    """The system made once; each run makes a simulation of its own, as OpenFisca wants."""

    def __init__(self) -> None:
        self.system = TaxBenefitSystem([Person])
        facts = (
            fact("birth", date),
            fact("income", float),
            fact("members", int),
            fact("rent", float),
            fact("grade", Enum, possible_values=Grade, default_value=Grade.none),
            fact("resident", bool),
            fact("veteran", bool),
        )
        self.system.add_variables(*facts, age, support)

    def run(self, source: Path, out: Path) -> None:
        """From file to file."""
        table = pyarrow.parquet.read_table(source)
        simulation = SimulationBuilder().build_default_simulation(self.system, count=table.num_rows)
        for name in table.column_names:
            simulation.set_input(name, DAY, _column(table.column(name)))
        found = simulation.calculate("support", DAY)
        pyarrow.parquet.write_table(pa.table({"amount": found}), out)


def _column(column: Any) -> Any:
    if pa.types.is_decimal(column.type):
        return column.cast(pa.float64()).to_numpy()
    if pa.types.is_string(column.type):
        indices = pa.compute.index_in(column, pa.array(["none", "mild", "severe"])).to_numpy()
        return Grade.encode(indices.astype(np.int64))
    return column.to_numpy()
