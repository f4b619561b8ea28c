"""The rules of text and pack, in the order of their codes."""

from askonce.pack.checks.adoption import ONE_SIGNER
from askonce.pack.checks.references import REFERENCE_RULES
from askonce.pack.examples import BAD_EXAMPLE
from askonce.pack.law import LAW
from askonce.pack.manifest import MANIFEST
from askonce.pack.office import OFFICE
from askonce.pack.wording import WORD_RULES
from askonce.text.checks import RULES as TEXT_RULES

RULES = (*TEXT_RULES, *WORD_RULES, *REFERENCE_RULES, BAD_EXAMPLE, ONE_SIGNER)
KINDS = (MANIFEST, LAW, OFFICE)
