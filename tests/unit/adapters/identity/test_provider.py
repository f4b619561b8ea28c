"""What an OpenID provider says is believed only where it is signed, fresh, for this house and this very sign-in."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any, Final, cast
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from askonce.adapters.calling.caller import Call, Caller
from askonce.adapters.calling.reply import NoReply, Reply
from askonce.adapters.identity.provider import Provider, ProviderError, Started
from askonce.adapters.settings.model import Oidc
from askonce.adapters.settings.secret import Secret

ISSUER: Final = "https://id.county.test"
NOW: Final = datetime(2026, 11, 22, 8, tzinfo=UTC)
SECRET: Final = "a secret that is long enough for a signature of HMAC"  # noqa: S105 - of this test
STARTED: Final = Started("the nonce", "the verifier, which is long enough to be one of PKCE")
KEY: Final = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
STRANGER: Final = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
CURVE: Final = ECKey.generate_key("P-256", {"kid": "curve", "use": "sig"})


class Elsewhere:
    """The other side, in the process: answers by path, and remembers what it was asked."""

    def __init__(self, **answers: Any) -> None:
        self.answers = {
            "openid-configuration": {
                "issuer": ISSUER,
                "authorization_endpoint": f"{ISSUER}/auth",
                "token_endpoint": f"{ISSUER}/token",
                "jwks_uri": f"{ISSUER}/jwks",
                "userinfo_endpoint": f"{ISSUER}/me",
                "end_session_endpoint": f"{ISSUER}/end",
            },
            "jwks": {"keys": [KEY.as_dict(private=False), CURVE.as_dict(private=False)]},
            **answers,
        }
        self.calls: list[Call] = []

    async def call_async(self, call: Call) -> Reply | NoReply:
        self.calls.append(call)
        found = self.answers.get(urlsplit(call.url).path.rpartition("/")[2])
        if found is None:
            return NoReply("it cannot be reached")
        return Reply(200, {}, found if isinstance(found, bytes) else json.dumps(found).encode())


def claims(**more: Any) -> dict[str, Any]:
    seconds = int(NOW.timestamp())
    found = {
        "iss": ISSUER,
        "aud": "us",
        "sub": "lan",
        "nonce": STARTED.nonce,
        "iat": seconds,
        "exp": seconds + 300,
    }
    return {name: value for name, value in {**found, **more}.items() if value is not None}


def token(said: dict[str, Any], key: Any = KEY, algorithm: str = "RS256", kid: str = "one") -> str:
    return jwt.encode({"alg": algorithm, "kid": kid}, said, key, algorithms=[algorithm])


def provider_of(other: Elsewhere, **settings: Any) -> Provider:
    words: dict[str, Any] = {"issuer": ISSUER, "client": "us", "secret": Secret(SECRET), **settings}
    return Provider(Oidc(**words), cast("Caller", other))


def vouched(said: Any, answer: dict[str, str] | None = None, **settings: Any) -> Any:
    other = Elsewhere(token={"id_token": said, "access_token": "of them", "token_type": "Bearer"})
    provider = provider_of(other, **settings)
    back = {"code": "the code", "state": "s", **(answer or {})}
    return asyncio.run(provider.subject(back, "https://here.test/back", STARTED, NOW))


def test_a_token_that_is_right_names_its_subject() -> None:
    for key, algorithm, kid in ((KEY, "RS256", "one"), (KEY, "PS256", "one"), (CURVE, "ES256", "curve")):
        assert vouched(token(claims(), key, algorithm, kid)).subject == "lan"
    slow = claims(exp=int((NOW - timedelta(seconds=30)).timestamp()))
    assert vouched(token(slow)).subject == "lan"  # clocks may differ by a minute
    assert vouched(token(claims(aud=["us", "them"], azp="us"))).subject == "lan"


BENT: Final = {
    "another nonce": token(claims(nonce="another")),
    "no nonce": token(claims(nonce=None)),
    "for another client": token(claims(aud="them")),
    "for several, given to another": token(claims(aud=["us", "them"], azp="them")),
    "of another issuer": token(claims(iss="https://id.evil.test")),
    "over": token(claims(exp=int((NOW - timedelta(minutes=5)).timestamp()))),
    "not yet": token(claims(nbf=int((NOW + timedelta(minutes=5)).timestamp()))),
    "never over": token(claims(exp=None)),
    "of nobody": token(claims(sub="")),
    "without a subject": token(claims(sub=None)),
    "a subject that is no text": token(claims(sub=7)),
    "signed by a stranger": token(claims(), STRANGER),
    "a key that there is not": token(claims(), STRANGER, kid="two"),
    "signed with our own secret": token(claims(), OctKey.import_key(SECRET), "HS256"),
    "not signed": "eyJhbGciOiJub25lIiwia2lkIjoib25lIn0.eyJzdWIiOiJsYW4ifQ.",
    "no token": "x.y.z",
    "nothing": None,
    "another thing": {"a": 1},
}


@pytest.mark.parametrize("bent", BENT, ids=str)
def test_a_token_that_is_not_right_names_nobody(bent: str) -> None:
    with pytest.raises(ProviderError) as raised:
        vouched(BENT[bent])
    assert SECRET not in str(raised.value)
    assert "lan" not in str(raised.value)


@pytest.mark.parametrize(
    "answer",
    [{"iss": "https://id.evil.test"}, {"error": "access_denied"}, {"code": ""}],
    ids=["of another issuer", "refused", "without a code"],
)
def test_an_answer_that_is_not_the_provider_s_is_not_looked_at(answer: dict[str, str]) -> None:
    with pytest.raises(ProviderError):
        vouched(token(claims()), answer)


def test_a_provider_that_says_its_name_in_answers_has_to_say_it() -> None:
    other = Elsewhere(token={"id_token": token(claims())})
    other.answers["openid-configuration"]["authorization_response_iss_parameter_supported"] = True
    with pytest.raises(ProviderError, match="another issuer"):
        asyncio.run(provider_of(other).subject({"code": "c"}, "https://here.test/back", STARTED, NOW))


@pytest.mark.parametrize(
    "described",
    [
        {"issuer": "https://id.evil.test"},
        {"issuer": ISSUER, "authorization_endpoint": "http://id.county.test/auth"},
        {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/auth",
            "token_endpoint": f"{ISSUER}/t",
            "jwks_uri": "file:///etc",
        },
    ],
    ids=["another name", "not encrypted", "no address"],
)
def test_a_provider_that_says_odd_things_of_itself_is_not_used(described: dict[str, Any]) -> None:
    other = Elsewhere(**{"openid-configuration": described})
    with pytest.raises(ProviderError):
        asyncio.run(provider_of(other).address("https://here.test/back", "state", STARTED))


@pytest.mark.parametrize("said", [b"[]", b"{", b'{"issuer": 1, "issuer": 2}', b"\xff"])
def test_nonsense_and_silence_are_said_so(said: bytes) -> None:
    for answers in ({"openid-configuration": said}, {"openid-configuration": None}):
        with pytest.raises(ProviderError):
            asyncio.run(provider_of(Elsewhere(**answers)).address("https://here.test/back", "s", STARTED))


def test_the_browser_is_sent_with_pkce_and_never_with_the_verifier() -> None:
    address = asyncio.run(provider_of(Elsewhere()).address("https://here.test/back", "the state", STARTED))
    query = {name: one[0] for name, one in parse_qs(urlsplit(address).query).items()}
    assert query["code_challenge_method"] == "S256"
    assert query["scope"] == "openid"
    assert (query["state"], query["nonce"], query["client_id"]) == ("the state", STARTED.nonce, "us")
    assert STARTED.verifier not in address
    assert SECRET not in address


def test_the_client_names_itself_to_the_token_endpoint_alone() -> None:
    other = Elsewhere(token={"id_token": token(claims())})
    asyncio.run(provider_of(other).subject({"code": "c"}, "https://here.test/back", STARTED, NOW))
    named = [call.url for call in other.calls if "Authorization" in call.headers]
    assert named == [f"{ISSUER}/token"]
    (asked,) = [call for call in other.calls if call.url == f"{ISSUER}/token"]
    assert parse_qs(asked.body.decode())["code_verifier"] == [STARTED.verifier]


def test_claims_that_the_token_lacks_come_from_userinfo_of_the_same_subject() -> None:
    for sub, right in (("lan", True), ("somebody else", False)):
        other = Elsewhere(
            token={"id_token": token(claims()), "access_token": "of them"},
            me={"sub": sub, "number": "p-elder"},
        )
        asked = provider_of(other, claim_person="number").subject(
            {"code": "c"}, "https://h.test/b", STARTED, NOW
        )
        if right:
            assert asyncio.run(asked).text("number") == "p-elder"
        else:
            with pytest.raises(ProviderError, match="another subject"):
                asyncio.run(asked)


def test_keys_are_asked_for_again_once_they_change_but_not_each_time() -> None:
    clock = [0.0]
    other = Elsewhere(token={"id_token": token(claims())})
    provider = Provider(
        Oidc(issuer=ISSUER, client="us", secret=Secret(SECRET)), cast("Caller", other), lambda: clock[0]
    )

    def sign_in() -> Any:
        return asyncio.run(provider.subject({"code": "c"}, "https://here.test/back", STARTED, NOW))

    assert sign_in().subject == "lan"
    new = RSAKey.generate_key(2048, {"kid": "new", "use": "sig"})
    other.answers |= {
        "jwks": {"keys": [new.as_dict(private=False)]},
        "token": {"id_token": token(claims(), new, kid="new")},
    }
    with pytest.raises(ProviderError):
        sign_in()
    clock[0] += 6.0
    assert sign_in().subject == "lan"
    assert sum(call.url.endswith("/jwks") for call in other.calls) == 2
