"""The commands, in the order in which a newcomer meets them."""

from askonce.cli.commands.access import CLIENT, END, LINK, TOKEN
from askonce.cli.commands.ask import ASK
from askonce.cli.commands.case import CASE_DECIDE, CORRECT, DO, FILE, LIST, SHOW
from askonce.cli.commands.check import CHECK
from askonce.cli.commands.compare import DIFF, REVIEW
from askonce.cli.commands.decide import DECIDE
from askonce.cli.commands.demo import DEMO
from askonce.cli.commands.describe import EXPLAIN, SCHEMA
from askonce.cli.commands.dmn import EXPORT_DMN, IMPORT_DMN, TCK
from askonce.cli.commands.figures import MEASURE, PLAN
from askonce.cli.commands.grant import GRANT
from askonce.cli.commands.keep import BACKUP, RESTORE, UPGRADE
from askonce.cli.commands.ledger import HEAD, LEDGER_EXPORT, OF, PROOF, VERIFY
from askonce.cli.commands.load import LOAD
from askonce.cli.commands.move import EXPORT_CPSV_AP, EXPORT_PACK, IMPORT_CATALOGUE, IMPORT_PACK
from askonce.cli.commands.population import POPULATION
from askonce.cli.commands.rehearse import REHEARSE
from askonce.cli.commands.serve import SERVE
from askonce.cli.commands.trade import CHAIN, MATCH
from askonce.cli.commands.write import FORMAT, NEW

COMMANDS = (
    NEW, CHECK, EXPLAIN, MEASURE, PLAN, DIFF, REVIEW, DECIDE, ASK, POPULATION, REHEARSE, FORMAT,
    IMPORT_CATALOGUE, IMPORT_PACK, IMPORT_DMN, EXPORT_PACK, EXPORT_CPSV_AP, EXPORT_DMN, TCK, SCHEMA,
    SERVE, DEMO, LOAD, FILE, SHOW, CASE_DECIDE, CORRECT, LIST, DO, LINK, TOKEN, CLIENT, END,
    GRANT, MATCH, CHAIN, BACKUP, RESTORE, UPGRADE, VERIFY, HEAD, PROOF, OF, LEDGER_EXPORT,
)  # fmt: skip
