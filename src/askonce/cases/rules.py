"""The rules of cases, in the order of their codes."""

from askonce.cases.checks.ask_once import ASK_ONCE_RULES
from askonce.cases.checks.promises import PROMISE_RULES
from askonce.cases.checks.running import RUNNING_RULES
from askonce.cases.checks.steps import STEP_RULES
from askonce.cases.checks.supplies import SUPPLY_RULES

RULES = (*ASK_ONCE_RULES, *SUPPLY_RULES, *PROMISE_RULES, *STEP_RULES, *RUNNING_RULES)
