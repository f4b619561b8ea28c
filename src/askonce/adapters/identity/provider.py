"""Signing in through an OpenID provider: authorization code with PKCE, every answer checked before it is believed."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote, urlencode

import msgspec

from askonce.adapters.calling.caller import Call, Caller
from askonce.adapters.calling.reply import NonsenseError, NoReply, read_object
from askonce.adapters.settings.addresses import fault_of_address
from askonce.adapters.settings.model import Oidc

#: Signatures that the provider alone can make: never none, never one with the client's own secret.
_ALGORITHMS: Final = ("ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512")
_KNOWN_SECONDS: Final = 3600.0
#: A key that is not known is asked for again, but not more often: a provider changes its keys a few times a year.
_KEYS_SECONDS: Final = 5.0
_MOST_BYTES: Final = 300_000
_ENDPOINTS: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class ProviderError(Exception):
    """The provider did not answer, or what it said is not believed; the message says why, without anything of anybody."""


class Started(msgspec.Struct, frozen=True):
    """What this house remembers of a sign-in while the browser is at the provider."""

    nonce: str
    verifier: str


class Subject(msgspec.Struct, frozen=True):
    """Whom the provider vouches for: its own name for them, and what it says of them beside."""

    issuer: str
    subject: str
    claims: Mapping[str, Any]

    def text(self, claim: str) -> str:
        """A claim that is one text; nothing where it is none."""
        found = self.claims.get(claim) if claim else None
        return found if isinstance(found, str) else ""

    def texts(self, claim: str) -> tuple[str, ...]:
        """A claim that is a list of texts, or one of words with spaces between them."""
        found = self.claims.get(claim) if claim else None
        if isinstance(found, str):
            return tuple(found.split())
        return tuple(one for one in found if isinstance(one, str)) if isinstance(found, list) else ()


class Provider:
    """The OpenID provider of a house."""

    def __init__(self, settings: Oidc, caller: Caller, steady: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._caller = caller
        self._steady = steady
        self._described: tuple[float, dict[str, Any]] | None = None
        self._keys: tuple[float, Any] | None = None

    async def address(self, redirect: str, state: str, started: Started, *, again: bool = False) -> str:
        """Where the browser goes to sign in; `again` asks the provider to make sure anew who sits there."""
        from authlib.oauth2.rfc6749.parameters import prepare_grant_uri  # type: ignore[import-untyped]
        from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]

        described = await self._description()
        return str(
            prepare_grant_uri(
                described["authorization_endpoint"],
                self._settings.client,
                "code",
                redirect_uri=redirect,
                scope=" ".join(dict.fromkeys(("openid", *self._settings.scopes))),
                state=state,
                nonce=started.nonce,
                code_challenge=create_s256_code_challenge(started.verifier),
                code_challenge_method="S256",
                prompt="login" if again else None,
            )
        )

    async def subject(
        self, answer: Mapping[str, str], redirect: str, started: Started, now: datetime
    ) -> Subject:
        """Whom the provider vouches for in the answer that the browser brought back; ProviderError where it does not."""
        described = await self._description()
        said = answer.get("iss", "")
        if said != self._settings.issuer and (
            said or described.get("authorization_response_iss_parameter_supported") is True
        ):
            raise ProviderError("the answer is of another issuer")
        if "error" in answer or not answer.get("code"):
            raise ProviderError("it did not vouch for anybody")
        tokens = await self._tokens(described, answer["code"], redirect, started)
        claims = await self._checked(tokens, started.nonce, now)
        wanted = {self._settings.claim_person, self._settings.claim_roles} - {""}
        if wanted - claims.keys() and isinstance(described.get("userinfo_endpoint"), str):
            more = await self._ask(
                "GET",
                described["userinfo_endpoint"],
                {"Authorization": f"Bearer {tokens.get('access_token', '')}"},
            )
            if more.get("sub") != claims["sub"]:
                raise ProviderError("it says things of another subject")
            claims = {**more, **claims}
        return Subject(self._settings.issuer, claims["sub"], claims)

    async def leaving(self, back: str) -> str | None:
        """Where the browser goes to sign out at the provider too; none where it has no such place."""
        end = (await self._description()).get("end_session_endpoint")
        if not isinstance(end, str) or fault_of_address(end):
            return None
        query = urlencode({"client_id": self._settings.client, "post_logout_redirect_uri": back})
        return f"{end}{'&' if '?' in end else '?'}{query}"

    async def _description(self) -> dict[str, Any]:
        """What the provider says of itself, under the very name by which the settings know it."""
        if self._described is not None and self._steady() - self._described[0] < _KNOWN_SECONDS:
            return self._described[1]
        from authlib.oidc.discovery import get_well_known_url  # type: ignore[import-untyped]

        found = await self._ask("GET", get_well_known_url(self._settings.issuer, external=True))
        if found.get("issuer") != self._settings.issuer:
            raise ProviderError("it calls itself otherwise than the settings do")
        for word in _ENDPOINTS:
            if not isinstance(found.get(word), str) or fault_of_address(found[word]):
                raise ProviderError(f"its `{word}` is no address that can be trusted")
        self._described = (self._steady(), found)
        return found

    async def _tokens(
        self, described: Mapping[str, Any], code: str, redirect: str, started: Started
    ) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect,
            "code_verifier": started.verifier,
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        client, secret = self._settings.client, self._settings.secret.reveal()
        known = described.get("token_endpoint_auth_methods_supported")
        if isinstance(known, list) and "client_secret_basic" not in known and "client_secret_post" in known:
            form |= {"client_id": client, "client_secret": secret}
        else:
            pair = f"{quote(client, safe='')}:{quote(secret, safe='')}".encode()
            headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
        return await self._ask("POST", described["token_endpoint"], headers, urlencode(form).encode())

    async def _checked(self, tokens: Mapping[str, Any], nonce: str, now: datetime) -> dict[str, Any]:
        """The claims of the ID token: signed by a key of the provider, for us, now, in answer to this very sign-in."""
        from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]
        from joserfc.errors import JoseError

        text = tokens.get("id_token")
        if not isinstance(text, str):
            raise ProviderError("it gave no ID token")
        try:
            header, claims = await self._opened(text)
            checked = CodeIDToken(
                claims,
                header,
                {
                    "iss": {"essential": True, "value": self._settings.issuer},
                    "aud": {"essential": True, "value": self._settings.client},
                },
                {
                    "nonce": nonce,
                    "client_id": self._settings.client,
                    "access_token": tokens.get("access_token"),
                },
            )
            checked.validate(int(now.timestamp()), self._settings.skew_seconds)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise ProviderError(f"its ID token is not believed ({type(error).__name__})") from error
        if not claims["sub"]:
            raise ProviderError("its ID token names nobody")
        return claims

    async def _opened(self, text: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """The header and the claims of a token, its signature checked; unknown keys are asked for once more."""
        from joserfc import jwt
        from joserfc.errors import InvalidKeyIdError

        try:
            token = jwt.decode(text, await self._key_set(), algorithms=list(_ALGORITHMS))
        except (InvalidKeyIdError, ValueError):
            token = jwt.decode(text, await self._key_set(again=True), algorithms=list(_ALGORITHMS))
        return dict(token.header), dict(token.claims)

    async def _key_set(self, *, again: bool = False) -> Any:
        from joserfc.jwk import KeySet

        age = self._steady() - self._keys[0] if self._keys is not None else _KNOWN_SECONDS
        if self._keys is None or age >= _KNOWN_SECONDS or (again and age >= _KEYS_SECONDS):
            found = await self._ask("GET", (await self._description())["jwks_uri"])
            keys = [
                one
                for one in found.get("keys", ())
                if isinstance(one, dict) and one.get("kty") in ("RSA", "EC")
            ]
            self._keys = (self._steady(), KeySet.import_key_set({"keys": keys}))
        return self._keys[1]

    async def _ask(
        self, method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> dict[str, Any]:
        """The object that the provider answers with."""
        if fault_of_address(url):
            raise ProviderError("one of its addresses cannot be trusted")
        settings = self._settings
        reply = await self._caller.call_async(
            Call(
                method,
                url,
                {"Accept": "application/json", **(headers or {})},
                body,
                settings.seconds,
                _MOST_BYTES,
                authority=settings.authority,
            )
        )
        if isinstance(reply, NoReply):
            raise ProviderError(reply.reason)
        if reply.status != 200:
            raise ProviderError(f"it answers with status {reply.status}")
        try:
            return read_object(reply.body)
        except NonsenseError as error:
            raise ProviderError("its answer is no object of JSON") from error
