"""Assembly: the only place that names the applications, and brings their language together with the kernel's."""

from askonce.apps.government.application import GOVERNMENT
from askonce.cases.kinds import KINDS as CASE_KINDS
from askonce.cases.rules import RULES as CASE_RULES
from askonce.norms.kinds import KINDS as NORM_KINDS
from askonce.norms.rules import RULES as NORM_RULES
from askonce.pack.language import Language
from askonce.pack.rules import KINDS as PACK_KINDS
from askonce.pack.rules import RULES as PACK_RULES
from askonce.registers.model import KINDS as REGISTER_KINDS
from askonce.registers.rules import RULES as REGISTER_RULES

APPLICATIONS = (GOVERNMENT,)
KINDS = (*PACK_KINDS, *REGISTER_KINDS, *NORM_KINDS, *CASE_KINDS, *(kind for one in APPLICATIONS for kind in one.kinds))
RULES = (*PACK_RULES, *REGISTER_RULES, *NORM_RULES, *CASE_RULES, *(rule for one in APPLICATIONS for rule in one.rules))
LANGUAGE = Language(KINDS, RULES)
