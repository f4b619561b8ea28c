"""The rules of norms, in the order of their codes."""

from askonce.norms.checks.declining import DECLINING_RULES
from askonce.norms.checks.expressions import EXPRESSION_RULES
from askonce.norms.checks.population import POPULATION_RULES
from askonce.norms.checks.resting import RESTING_RULES
from askonce.norms.checks.sheets import SHEET_RULES
from askonce.norms.checks.standing import STANDING_RULES
from askonce.norms.checks.tables import TABLE_RULES

RULES = (
    *EXPRESSION_RULES,
    *STANDING_RULES,
    *TABLE_RULES,
    *SHEET_RULES,
    *RESTING_RULES,
    *POPULATION_RULES,
    *DECLINING_RULES,
)
