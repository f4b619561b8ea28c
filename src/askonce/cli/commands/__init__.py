"""The commands, in the order in which a newcomer meets them."""

from askonce.cli.commands.ask import ASK
from askonce.cli.commands.check import CHECK
from askonce.cli.commands.compare import DIFF, REVIEW
from askonce.cli.commands.decide import DECIDE
from askonce.cli.commands.describe import EXPLAIN, SCHEMA
from askonce.cli.commands.dmn import EXPORT_DMN, IMPORT_DMN, TCK
from askonce.cli.commands.figures import MEASURE, PLAN
from askonce.cli.commands.move import EXPORT_CPSV_AP, EXPORT_PACK, IMPORT_CATALOGUE, IMPORT_PACK
from askonce.cli.commands.population import POPULATION
from askonce.cli.commands.rehearse import REHEARSE
from askonce.cli.commands.write import FORMAT, NEW

COMMANDS = (
    NEW, CHECK, EXPLAIN, MEASURE, PLAN, DIFF, REVIEW, DECIDE, ASK, POPULATION, REHEARSE, FORMAT,
    IMPORT_CATALOGUE, IMPORT_PACK, IMPORT_DMN, EXPORT_PACK, EXPORT_CPSV_AP, EXPORT_DMN, TCK, SCHEMA,
)  # fmt: skip
