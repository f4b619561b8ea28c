"""The commands, in the order in which a newcomer meets them."""

from askonce.cli.commands.check import CHECK
from askonce.cli.commands.compare import DIFF, REVIEW
from askonce.cli.commands.describe import EXPLAIN, SCHEMA
from askonce.cli.commands.figures import MEASURE, PLAN
from askonce.cli.commands.move import EXPORT_CPSV_AP, EXPORT_PACK, IMPORT_CATALOGUE, IMPORT_PACK
from askonce.cli.commands.write import FORMAT, NEW

COMMANDS = (
    NEW, CHECK, EXPLAIN, MEASURE, PLAN, DIFF, REVIEW, FORMAT,
    IMPORT_CATALOGUE, IMPORT_PACK, EXPORT_PACK, EXPORT_CPSV_AP, SCHEMA,
)  # fmt: skip
