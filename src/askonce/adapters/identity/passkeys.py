"""Passkeys (WebAuthn level 2): what a browser is asked for, and whether what it answers proves the key."""

from __future__ import annotations

import json
from typing import Any, Final

import msgspec

#: What a browser may take at most to ask its person, in milliseconds.
_PATIENCE: Final = 120_000
_MOST_BYTES: Final = 20_000


class Place(msgspec.Struct, frozen=True):
    """Where passkeys hold: the address of the house as browsers say it, and the name of its host."""

    origin: str
    host: str


class Passkey(msgspec.Struct, frozen=True, omit_defaults=True):
    """A passkey of an account: its id, its public key, how often it says it was used, what its owner calls it.

    `made` and `used` are instants in ISO 8601; `copied` says that it is kept by a service and not by one device alone.
    """

    id: bytes
    key: bytes
    count: int
    name: str
    made: str
    used: str = ""
    copied: bool = False


class Used(msgspec.Struct, frozen=True):
    """A passkey that proved itself: its id, and how often it says it was used."""

    id: bytes
    count: int


class Said(msgspec.Struct, frozen=True):
    """What can be read of an answer before it is proved: the id of the key, the challenge that it answers."""

    id: bytes
    challenge: bytes
    text: str


def read(text: str) -> Said | None:
    """An answer of a browser; none where it is none."""
    from webauthn.helpers import base64url_to_bytes, parse_client_data_json
    from webauthn.helpers.exceptions import WebAuthnException

    if len(text) > _MOST_BYTES:
        return None
    try:
        said = json.loads(text)
        challenge = parse_client_data_json(base64url_to_bytes(said["response"]["clientDataJSON"])).challenge
        return Said(base64url_to_bytes(said["id"]), challenge, text)
    except (ValueError, TypeError, KeyError, RecursionError, WebAuthnException):
        return None


def ask_for_new(
    place: Place, house: str, name: str, handle: bytes, challenge: bytes, others: tuple[Passkey, ...]
) -> bytes:
    """What a browser is asked to make a passkey with, as JSON: one that finds its account by itself."""
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    options = generate_registration_options(
        rp_id=place.host,
        rp_name=house,
        user_name=name,
        user_id=handle,
        challenge=challenge,
        timeout=_PATIENCE,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one.id) for one in others],
    )
    return options_to_json(options).encode()


def ask_for_any(place: Place, challenge: bytes) -> bytes:
    """What a browser is asked to sign in with, as JSON: any passkey of this house, whose account is not said before."""
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers.structs import UserVerificationRequirement

    options = generate_authentication_options(
        rp_id=place.host,
        challenge=challenge,
        timeout=_PATIENCE,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options).encode()


def made(place: Place, said: Said, challenge: bytes, name: str, now: str) -> Passkey | None:
    """The passkey that a browser made for a challenge; none where the answer does not prove it."""
    from webauthn import verify_registration_response

    found: Any = _proved(
        verify_registration_response,
        credential=said.text,
        expected_challenge=challenge,
        expected_rp_id=place.host,
        expected_origin=place.origin,
        require_user_verification=True,
    )
    if found is None:
        return None
    return Passkey(
        found.credential_id,
        found.credential_public_key,
        found.sign_count,
        name,
        now,
        copied=found.credential_backed_up,
    )


def used(place: Place, said: Said, challenge: bytes, kept: Passkey) -> Used | None:
    """That a passkey answered a challenge here, unlocked by its person; none where it did not, or its count went back."""
    from webauthn import verify_authentication_response

    found: Any = _proved(
        verify_authentication_response,
        credential=said.text,
        expected_challenge=challenge,
        expected_rp_id=place.host,
        expected_origin=place.origin,
        credential_public_key=kept.key,
        credential_current_sign_count=kept.count,
        require_user_verification=True,
    )
    return None if found is None else Used(found.credential_id, found.new_sign_count)


def _proved(verify: Any, **words: Any) -> Any:
    """What the library found; none for an answer that it refuses, whatever is odd about it."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        return verify(**words)
    except (
        WebAuthnException,
        UnsupportedAlgorithm,
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        IndexError,
    ):
        return None
