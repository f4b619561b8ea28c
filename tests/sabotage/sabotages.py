"""The sabotages: each a small change to the code that must turn one test red; `rows` has them by the room that they break."""

from __future__ import annotations

from tests.sabotage.making import Sabotage
from tests.sabotage.rows.adapters import ADAPTERS
from tests.sabotage.rows.assembly import ASSEMBLY, CLI
from tests.sabotage.rows.cases import CASES
from tests.sabotage.rows.checks import CHANGES, CHECKS, OBSERVING
from tests.sabotage.rows.economy import ECONOMY, ZONE
from tests.sabotage.rows.feel import FEEL, METHODS
from tests.sabotage.rows.industry import INDUSTRY, VISITS
from tests.sabotage.rows.ledger import INVENTED, LEDGER
from tests.sabotage.rows.norms import NORMS
from tests.sabotage.rows.packs import GOVERNMENT, PACK, TEXT
from tests.sabotage.rows.pages import PAGES
from tests.sabotage.rows.people import PEOPLE
from tests.sabotage.rows.procedure import PROCEDURE
from tests.sabotage.rows.registers import REGISTERS
from tests.sabotage.rows.retrieval import RETRIEVAL
from tests.sabotage.rows.web import WEB

SABOTAGES: tuple[Sabotage, ...] = (
    *LEDGER,
    *INVENTED,
    *TEXT,
    *PACK,
    *GOVERNMENT,
    *ECONOMY,
    *ZONE,
    *FEEL,
    *METHODS,
    *RETRIEVAL,
    *NORMS,
    *REGISTERS,
    *PROCEDURE,
    *CHECKS,
    *CHANGES,
    *OBSERVING,
    *PEOPLE,
    *CASES,
    *ADAPTERS,
    *ASSEMBLY,
    *CLI,
    *PAGES,
    *WEB,
    *VISITS,
    *INDUSTRY,
)
