"""The rules of registers, in the order of their codes."""

from askonce.registers.checks.founded import FOUNDED_RULES
from askonce.registers.checks.purposes import PURPOSE_RULES
from askonce.registers.checks.shared import SHARED_RULES

RULES = (*FOUNDED_RULES, *SHARED_RULES, *PURPOSE_RULES)
