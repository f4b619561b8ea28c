"""Whether somebody is the owner of an account: their password, their code, their passkey, each tried in a bounded way."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import cache, partial
from typing import Final, TypeVar

import msgspec

from askonce.adapters.identity import codes, passkeys, passwords
from askonce.adapters.identity.passkeys import Passkey, Place, Said
from askonce.adapters.identity.sealing import unseal
from askonce.assembly.house import House
from askonce.cases.journal import Journal
from askonce.web import passing
from askonce.web.identity import tries
from askonce.web.identity.accounts import (
    Proofs,
    account_by_name,
    account_by_passkey,
    keep_proofs,
    plain_name,
    proofs_of,
)
from askonce.web.service import Service
from askonce.web.sessions import Account, digest_of

T = TypeVar("T")
LOG: Final = logging.getLogger("askonce.identity")
TOTP: Final = "totp"
#: A password takes 46 MiB to check: no more than two are checked at once, and the others wait.
_CHECKERS: Final = 2
_CHALLENGE_BYTES: Final = 32
_CHALLENGE: Final = timedelta(minutes=5)
_SIGN_IN: Final = "sign-in"


class Tried(msgspec.Struct, frozen=True):
    """What came of a try: the account, or none; `wait` where it was not even looked at."""

    account: Account | None = None
    wait: timedelta = timedelta(0)


@cache
def _checkers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_CHECKERS, "askonce-passwords")


async def with_password(work: Callable[[], T]) -> T:
    """Compute with a password beside everything else."""
    return await asyncio.get_running_loop().run_in_executor(_checkers(), work)


def tries_secret(house: House) -> bytes:
    """The key under which names and addresses are hidden in the counts of tries."""
    return house.keys.derive("identity/tries")


async def try_password(service: Service, name: str, password: str, caller: str) -> Tried:
    """Whose name and password these are.

    A name that nobody has is counted, checked and answered in the same steps as one that somebody has.
    """
    secret = tries_secret(service.house)
    by_name = tries.key_of(secret, "name", plain_name(name))
    by_address = tries.key_of(secret, "address", caller)

    def begin(journal: Journal) -> tuple[timedelta, Account | None, str]:
        wait = max(tries.waits(journal, by_name), tries.waits(journal, by_address))
        if wait:
            return wait, None, ""
        tries.begin(journal, by_name, tries.FREE)
        tries.begin(journal, by_address, tries.FREE_AT_ADDRESS)
        account = account_by_name(journal, name)
        proofs = proofs_of(journal, account) if account is not None else Proofs()
        return wait, account, proofs.password

    wait, account, kept = await service.write(begin)
    if wait:
        LOG.warning("a sign-in has to wait", extra={"more": {"how": "password"}})
        return Tried(wait=wait)
    right = await with_password(lambda: passwords.fits_or_nobodys(kept, password))
    if not right or account is None or not kept:
        LOG.warning("a sign-in failed", extra={"more": {"how": "password"}})
        return Tried()
    renewed = ""
    if passwords.is_outdated(kept):
        renewed = await with_password(lambda: passwords.hashed(password))

    def right_one(journal: Journal) -> None:
        tries.forget(journal, by_name)
        tries.take_back(journal, by_address)
        proofs = proofs_of(journal, account)
        if renewed and proofs.password == kept:
            keep_proofs(journal, account, msgspec.structs.replace(proofs, password=renewed))

    await service.write(right_one)
    return Tried(account)


def try_code(journal: Journal, house: House, account: Account, code: str) -> Tried:
    """Whether a code is one of the account: of its app, or one that is left on paper. Within a write job."""
    key = tries.key_of(tries_secret(house), "code", account.word)
    wait = tries.waits(journal, key)
    if wait:
        return Tried(wait=wait)
    tries.begin(journal, key, tries.FREE)
    proofs = proofs_of(journal, account)
    left = _after_code(journal, house, account, proofs, code)
    if left is None:
        LOG.warning("a sign-in failed", extra={"more": {"how": "code"}})
        return Tried()
    keep_proofs(journal, account, left)
    tries.forget(journal, key)
    return Tried(account)


def _after_code(journal: Journal, house: House, account: Account, proofs: Proofs, code: str) -> Proofs | None:
    """The proofs once a code was used; none where it is no code of theirs."""
    secret = unseal(house.keys, TOTP, account.word, proofs.totp) if proofs.totp else None
    step = codes.step_of(secret.decode(), code, journal.now, proofs.step) if secret else None
    if step is not None:
        return msgspec.structs.replace(proofs, step=step)
    digest = codes.recovery_digest(code)
    if digest not in proofs.recovery:
        return None
    return msgspec.structs.replace(proofs, recovery=tuple(one for one in proofs.recovery if one != digest))


def new_challenge(journal: Journal, use: str = _SIGN_IN) -> bytes:
    """A challenge for a passkey, for one answer within five minutes; within a write job.

    `use` is what the answer may do: sign in, or the account that gets a new passkey.
    """
    challenge = secrets.token_bytes(_CHALLENGE_BYTES)
    passing.keep(journal, _challenge_key(challenge), use.encode(), _CHALLENGE)
    return challenge


def take_challenge(journal: Journal, challenge: bytes, use: str = _SIGN_IN) -> bool:
    """Whether a challenge was given for a use and not answered before; within a write job."""
    return passing.take(journal, _challenge_key(challenge)) == use.encode()


def _challenge_key(challenge: bytes) -> str:
    return f"challenge/{digest_of(challenge.hex())}"


async def try_passkey(service: Service, place: Place, text: str) -> Account | None:
    """Whose passkey answered; none where its answer proves nothing."""
    said = await service.aside(lambda: passkeys.read(text))
    if said is None:
        return None

    def find(journal: Journal) -> tuple[Account, Passkey] | None:
        fresh = take_challenge(journal, said.challenge)
        account = account_by_passkey(journal, said.id)
        if not fresh or account is None:
            return None
        kept = next((one for one in proofs_of(journal, account).passkeys if one.id == said.id), None)
        return None if kept is None else (account, kept)

    found = await service.write(find)
    if found is None:
        LOG.warning("a sign-in failed", extra={"more": {"how": "passkey"}})
        return None
    account, kept = found
    used = await service.aside(partial(passkeys.used, place, said, said.challenge, kept))
    if used is None:
        LOG.warning("a sign-in failed", extra={"more": {"how": "passkey"}})
        return None
    counted = await service.write(lambda journal: _count(journal, account, kept, used.count))
    return account if counted else None


def _count(journal: Journal, account: Account, kept: Passkey, count: int) -> bool:
    """Keep how often a passkey was used; false where it was used or taken away at the same moment."""
    proofs = proofs_of(journal, account)
    if kept not in proofs.passkeys:
        return False
    now = msgspec.structs.replace(kept, count=count, used=journal.now.isoformat())
    changed = tuple(now if one.id == kept.id else one for one in proofs.passkeys)
    keep_proofs(journal, account, msgspec.structs.replace(proofs, passkeys=changed))
    return True


async def prove_new(service: Service, place: Place, account: Account, text: str, name: str) -> Passkey | None:
    """The passkey that a browser made for an account; none where its answer proves nothing."""
    said: Said | None = await service.aside(lambda: passkeys.read(text))
    if said is None:
        return None
    challenge = said.challenge
    if not await service.write(lambda journal: take_challenge(journal, challenge, account.word)):
        return None
    now = await service.read(lambda journal: journal.now.isoformat())
    return await service.aside(partial(passkeys.made, place, said, challenge, name, now))
