"""What the owner of an account chooses to prove it with: a password, an app with codes, codes on paper, passkeys."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import msgspec

from askonce.adapters.identity import codes
from askonce.adapters.identity.passkeys import Passkey
from askonce.adapters.identity.sealing import seal, unseal
from askonce.assembly.house import House
from askonce.cases.journal import Journal
from askonce.web import passing
from askonce.web.identity.accounts import handle_of, keep_proofs, proofs_of
from askonce.web.identity.proving import TOTP
from askonce.web.sessions import Account, digest_of

CODES: Final = "codes"
LINK: Final = "link"
_LASTS: Final = timedelta(minutes=10)
#: More passkeys than devices that somebody has.
MOST_PASSKEYS: Final = 20


def set_password(journal: Journal, account: Account, hashed: str) -> None:
    """Let an account have a password, by its hash; within a write job."""
    proofs = proofs_of(journal, account)
    keep_proofs(journal, account, msgspec.structs.replace(proofs, password=hashed, changed=journal.now))


def offered_secret(journal: Journal, house: House, account: Account, bound_to: str) -> str | None:
    """The secret that an app is offered in this browser, where it was begun."""
    sealed = passing.look(journal, _offer(bound_to))
    found = unseal(house.keys, TOTP, account.word, sealed) if sealed is not None else None
    return found.decode() if found is not None else None


def offer_secret(journal: Journal, house: House, account: Account, bound_to: str) -> str:
    """Offer an app a secret, the same for ten minutes, so that a picture that was read still fits; within a write job."""
    offered = offered_secret(journal, house, account, bound_to)
    if offered is not None:
        return offered
    secret = codes.new_secret()
    passing.keep(journal, _offer(bound_to), seal(house.keys, TOTP, account.word, secret.encode()), _LASTS)
    return secret


def take_app(
    journal: Journal, house: House, account: Account, bound_to: str, code: str
) -> tuple[str, ...] | None:
    """Let an account have the app that shows a code; gives its new codes for paper, none where the code is wrong.

    Within a write job. The codes on paper that there were hold no longer.
    """
    secret = offered_secret(journal, house, account, bound_to)
    step = codes.step_of(secret, code, journal.now) if secret is not None else None
    if secret is None or step is None:
        return None
    passing.drop(journal, _offer(bound_to))
    sealed = seal(house.keys, TOTP, account.word, secret.encode())
    proofs = msgspec.structs.replace(proofs_of(journal, account), totp=sealed, step=step)
    keep_proofs(journal, account, proofs)
    return new_codes(journal, account)


def drop_app(journal: Journal, account: Account) -> None:
    """Let an account have no app any longer, and no codes for when it is lost; within a write job."""
    proofs = proofs_of(journal, account)
    keep_proofs(journal, account, msgspec.structs.replace(proofs, totp=b"", step=0, recovery=()))


def new_codes(journal: Journal, account: Account) -> tuple[str, ...]:
    """New codes for paper; those before hold no longer. Within a write job."""
    made = codes.recovery_codes()
    digests = tuple(map(codes.recovery_digest, made))
    keep_proofs(journal, account, msgspec.structs.replace(proofs_of(journal, account), recovery=digests))
    return made


def show(journal: Journal, house: House, bound_to: str, use: str, made: tuple[str, ...]) -> None:
    """Keep what is shown once, codes or a link, for ten minutes and for this browser alone; within a write job."""
    sealed = seal(house.keys, use, bound_to, "\n".join(made).encode())
    passing.keep(journal, _shown(use, bound_to), sealed, _LASTS)


def shown(journal: Journal, house: House, bound_to: str, use: str) -> tuple[str, ...]:
    """What was made a moment ago in this browser."""
    sealed = passing.look(journal, _shown(use, bound_to))
    found = unseal(house.keys, use, bound_to, sealed) if sealed is not None else None
    return tuple(found.decode().split("\n")) if found is not None else ()


def hide(journal: Journal, bound_to: str, use: str) -> None:
    """Show it no longer; within a write job."""
    passing.drop(journal, _shown(use, bound_to))


def add_passkey(journal: Journal, account: Account, made: Passkey) -> bool:
    """Let an account have one passkey more; false where it has too many, or that one. Within a write job."""
    proofs = proofs_of(journal, account)
    if len(proofs.passkeys) >= MOST_PASSKEYS or any(one.id == made.id for one in proofs.passkeys):
        return False
    kept = (*proofs.passkeys, made)
    keep_proofs(journal, account, msgspec.structs.replace(proofs, passkeys=kept))
    return True


def drop_passkey(journal: Journal, account: Account, passkey: bytes, *, keep_one: bool) -> bool:
    """Take a passkey away from an account; false where it is the last second factor of one that has to keep one.

    Without any, whoever knows the password alone could set up an app of their own. Within a write job.
    """
    proofs = proofs_of(journal, account)
    left = msgspec.structs.replace(
        proofs, passkeys=tuple(one for one in proofs.passkeys if one.id != passkey)
    )
    if keep_one and not left.has_second:
        return False
    keep_proofs(journal, account, left)
    return True


def handle_for(journal: Journal, account: Account) -> bytes:
    """By what the passkeys of an account name it, the same for all of them; within a write job."""
    proofs = proofs_of(journal, account)
    handle = handle_of(proofs)
    if not proofs.handle:
        keep_proofs(journal, account, msgspec.structs.replace(proofs, handle=handle))
    return handle


def _offer(bound_to: str) -> str:
    return f"offer/{digest_of(bound_to)}"


def _shown(use: str, bound_to: str) -> str:
    return f"shown/{use}/{digest_of(bound_to)}"
