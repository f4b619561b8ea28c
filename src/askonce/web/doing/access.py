"""Who gets a token: systems by OAuth 2 client credentials, in a demonstration the invented cast, and how one ends."""

from __future__ import annotations

import base64
import binascii
from typing import Final
from urllib.parse import unquote_plus

import msgspec

from askonce.assembly.house import House
from askonce.cases.journal import Journal
from askonce.registers.pseudonym import CASES
from askonce.registers.refusal import Refusal
from askonce.web.answer import Answer, answer
from askonce.web.call import Call
from askonce.web.identity.opening import device_of
from askonce.web.problem import refused
from askonce.web.service import CastMember
from askonce.web.sessions import Session, end_token, find_client, hours, make_token

#: How long tokens hold: a system fetches another one, a person signs in again.
SYSTEM_HOURS: Final = 1.0
DEMO_HOURS: Final = 12.0
_NO_STORE: Final = (("cache-control", "no-store"),)


class Grant(msgspec.Struct, frozen=True):
    """What a system says to get a token (RFC 6749, 4.4); name and secret may stand in the header instead.

    Words that this does not know are left alone, as the RFC asks (3.2).
    """

    grant_type: str = ""
    client_id: str = ""
    client_secret: str = ""
    scope: str = ""


class Token(msgspec.Struct, frozen=True):
    """A token and how many seconds it holds (RFC 6749, 5.1)."""

    access_token: str
    token_type: str
    expires_in: int


class SignIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of the cast, by its account."""

    who: str


async def fetch_token(call: Call) -> Answer | Refusal:
    """Give a system a token; what is wrong is said in the words of RFC 6749, 5.2."""
    grant: Grant = call.body
    name, secret = _from_header(call.basic) or (grant.client_id, grant.client_secret)
    if grant.grant_type != "client_credentials":
        return _wrong(400, "unsupported_grant_type")

    def job(journal: Journal) -> str | None:
        client = find_client(journal, name, secret)
        if client is None:
            return None
        expires = journal.now + hours(SYSTEM_HOURS)
        return make_token(journal, Session("system", client.name, expires, client.roles))

    token = await call.service.write(job)
    if token is None:
        return _wrong(401, "invalid_client")
    return answer(Token(token, "Bearer", int(SYSTEM_HOURS * 3600)), headers=_NO_STORE)


async def sign_out(call: Call) -> Answer | Refusal:
    """End the token that was shown."""
    if call.session is None:
        return refused("no-token")
    digest = call.session.digest
    await call.service.write(lambda journal: end_token(journal, digest))
    call.service.known.drop(digest)
    return Answer(204)


async def cast(call: Call) -> Answer | Refusal:
    """The cast of the demonstration."""
    return answer(call.service.cast)


async def sign_in(call: Call) -> Answer | Refusal:
    """Give one of the cast a token; only a demonstration has this route."""
    wanted: SignIn = call.body
    member = next((one for one in call.service.cast if one.who == wanted.who), None)
    if member is None:
        return refused("no-such-thing")
    token = await call.service.write(lambda journal: open_for_cast(journal, call.service.house, member))
    return answer(Token(token, "Bearer", int(DEMO_HOURS * 3600)), 201, headers=_NO_STORE)


def open_for_cast(journal: Journal, house: House, member: CastMember, browser: str = "") -> str:
    """Begin a session for one of the cast and give its token; within a write job."""
    who = house.keys.of(CASES, member.who) if member.kind == "person" else member.who
    return make_token(
        journal,
        Session(
            member.kind,
            who,
            journal.now + hours(DEMO_HOURS),
            member.roles,
            began=journal.now,
            how="demo",
            device=device_of(browser),
        ),
    )


def _wrong(status: int, error: str) -> Answer:
    headers = (("www-authenticate", "Basic"), *_NO_STORE) if status == 401 else _NO_STORE
    return answer({"error": error}, status, headers)


def _from_header(header: str) -> tuple[str, str] | None:
    """Name and secret of an `Authorization: Basic` header, each percent-encoded as RFC 6749, 2.3.1 has it."""
    scheme, _, text = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, _, secret = base64.b64decode(text.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return None
    return unquote_plus(name), unquote_plus(secret)
