"""Opening a case that nobody files: a norm or a schedule says so, once for each episode."""

from __future__ import annotations

from typing import Final

from askonce.cases.command import Filing
from askonce.cases.desk import Desk, Work
from askonce.cases.procedure.filing import Opening, file
from askonce.cases.ready import Episode
from askonce.cases.running import Ready
from askonce.registers.refusal import Refusal

#: The room in which is kept for whom an episode has had its case.
OPENED: Final = "opened"


def key_of(desk: Desk, episode: Episode, subject: str) -> str:
    """Under which key it is kept that an episode has had its case, or its offer.

    The subject has a pseudonym of its own in each episode: the key outlives the case, and must not tell about whom that was.
    """
    return f"{episode.name}/{desk.pseudonyms.of(f'once/{episode.name}', subject)}"


def open_once(desk: Desk, ready: Ready, episode: Episode, opening: Opening) -> Work | Refusal | None:
    """Begin a case, not kept yet, for an episode that has had none; where it is refused, the episode may come again."""
    key = key_of(desk, episode, opening.applicant)
    if desk.journal.get(OPENED, key) is not None:
        return None
    filing = Filing(service=ready.id, applicant=opening.applicant, event=opening.event)
    work = file(desk, ready, filing, desk.journal.fresh("case"), opening)
    if isinstance(work, Work):
        desk.journal.put(OPENED, key, b"")
    return work
