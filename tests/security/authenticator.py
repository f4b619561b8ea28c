"""An authenticator in software, as far as passkeys of tests need one: it makes keys, signs challenges, counts."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import encode_cbor

_PRESENT_AND_VERIFIED: Final = 0x05
_PRESENT: Final = 0x01
_ATTESTED: Final = 0x40


def url64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Authenticator:
    """One device with one passkey; what it claims to be may be bent, to see that it is not believed."""

    def __init__(
        self,
        origin: str,
        host: str,
        identity: bytes = b"a passkey of a test",
        *,
        verifies: bool = True,
        counts: bool = True,
    ) -> None:
        self.origin = origin
        self.host = host
        self.id = identity
        self.count = 0
        self._counts = counts  # a passkey that several devices share does not
        self._flags = _PRESENT_AND_VERIFIED if verifies else _PRESENT
        self._key = ec.generate_private_key(ec.SECP256R1())

    def make(self, options: dict[str, Any]) -> str:
        """What a browser sends once it has made a passkey."""
        numbers = self._key.public_key().public_numbers()
        key = encode_cbor(
            {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        )
        attested = b"\0" * 16 + len(self.id).to_bytes(2, "big") + self.id + key
        known = self._known(self._flags | _ATTESTED) + attested
        response = {
            "clientDataJSON": url64(self._said("webauthn.create", options["challenge"])),
            "attestationObject": url64(encode_cbor({"fmt": "none", "attStmt": {}, "authData": known})),
        }
        return self._answer(response)

    def sign(self, options: dict[str, Any]) -> str:
        """What a browser sends to sign in."""
        self.count += self._counts
        known, said = self._known(self._flags), self._said("webauthn.get", options["challenge"])
        signed = self._key.sign(known + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": url64(said),
            "authenticatorData": url64(known),
            "signature": url64(signed),
        }
        return self._answer(response)

    def _known(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _said(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, response: dict[str, str]) -> str:
        name = url64(self.id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})
