"""Half a sign-in: who has shown a password or a link and still has to choose a password or show a second factor."""

from __future__ import annotations

from datetime import timedelta
from typing import Final, Literal, TypeAlias

import msgspec

from askonce.adapters.settings.model import Sessions
from askonce.cases.journal import Journal
from askonce.web import passing
from askonce.web.identity.accounts import Proofs
from askonce.web.sessions import Account, digest_of, find_account

_LASTS: Final = timedelta(minutes=10)

#: What comes next: a new password, a code of the second factor, setting one up; or nothing more.
Next: TypeAlias = Literal["password", "code", "enrol", "done"]


class Step(msgspec.Struct, frozen=True):
    """Whose sign-in this is, by which means it began, what comes next, and which page was wanted."""

    account: str
    how: str
    next: Next
    then: str


def next_after_password(account: Account, proofs: Proofs, settings: Sessions) -> Next:
    """What comes after the password was right."""
    if proofs.has_second:
        return "code"
    return "enrol" if account.kind in settings.second_factor else "done"


def keep_step(journal: Journal, bound_to: str, step: Step) -> None:
    """Keep half a sign-in of a browser, in the place of any other; within a write job."""
    passing.keep(journal, _key(bound_to), msgspec.json.encode(step), _LASTS)


def step_at(journal: Journal, bound_to: str) -> tuple[Step, Account] | None:
    """The half sign-in of a browser, with its account; none where that was closed meanwhile."""
    kept = passing.look(journal, _key(bound_to))
    if kept is None:
        return None
    step = msgspec.json.decode(kept, type=Step)
    account = find_account(journal, step.account)
    return None if account is None else (step, account)


def drop_step(journal: Journal, bound_to: str) -> None:
    """Forget the half sign-in of a browser; within a write job."""
    passing.drop(journal, _key(bound_to))


def _key(bound_to: str) -> str:
    return f"step/{digest_of(bound_to)}"
