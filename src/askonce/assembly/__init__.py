"""Assembly: the only place that names the applications, and brings their language together with the kernel's."""

from askonce.application import Planned
from askonce.apps.economy.application import ECONOMY
from askonce.apps.government.application import GOVERNMENT
from askonce.cases.kinds import KINDS as CASE_KINDS
from askonce.cases.rules import RULES as CASE_RULES
from askonce.norms.kinds import KINDS as NORM_KINDS
from askonce.norms.rules import RULES as NORM_RULES
from askonce.pack.language import Language
from askonce.pack.rules import KINDS as PACK_KINDS
from askonce.pack.rules import RULES as PACK_RULES
from askonce.registers.model import GIVEN
from askonce.registers.model import KINDS as REGISTER_KINDS
from askonce.registers.rules import RULES as REGISTER_RULES

APPLICATIONS = (GOVERNMENT, ECONOMY)
KINDS = (
    *PACK_KINDS,
    *REGISTER_KINDS,
    *NORM_KINDS,
    *CASE_KINDS,
    *(kind for one in APPLICATIONS for kind in one.kinds),
)
#: The other applications of the design, which have no kinds yet: what people will find under each.
PLANNED = (
    Planned(
        {"en": "Overall smart governance", "zh": "整体智治"},
        {"en": "the city centre over pipes, bridges and slopes", "zh": "管网、桥梁与边坡一屏通览"},
    ),
    Planned(
        {"en": "Digital society", "zh": "数字社会"},
        {"en": "certificates in people's hands, yearly livelihood matters", "zh": "证照到手，民生实事"},
    ),
    Planned(
        {"en": "Digital rule of law", "zh": "数字法治"},
        {
            "en": "norms published, objections heard, targets against actuals",
            "zh": "规范公开，异议受理，目标对照实绩",
        },
    ),
)
RULES = (
    *PACK_RULES,
    *REGISTER_RULES,
    *NORM_RULES,
    *CASE_RULES,
    *(rule for one in APPLICATIONS for rule in one.rules),
)
LANGUAGE = Language(KINDS, RULES, GIVEN)
