"""Sends events to webhooks: CloudEvents 1.0 as structured JSON, signed after Standard Webhooks."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from askonce.adapters.calling.caller import Call, Caller
from askonce.adapters.sending.delivery import Arrived, Failed, failure_of
from askonce.adapters.settings.addresses import secret_bytes
from askonce.adapters.settings.model import Webhook
from askonce.cases.journal import Waiting

_TYPE: Final = "application/cloudevents+json; charset=utf-8"
_MOST_ANSWERED: Final = 65_536


class CloudEvent(msgspec.Struct, frozen=True, omit_defaults=True):
    """An event as CloudEvents 1.0 names its parts; `id` is the key by which a receiver knows it again."""

    id: str
    source: str
    type: str
    time: str
    data: msgspec.Raw
    subject: str | None = None
    specversion: str = msgspec.field(default_factory=lambda: "1.0")
    datacontenttype: str = msgspec.field(default_factory=lambda: "application/json")


class _Kind(msgspec.Struct, frozen=True):
    """What a body says of its kind."""

    kind: str = ""


class WebhookSender:
    """Sends events to the addresses that the settings give the names in messages."""

    def __init__(
        self,
        house: str,
        webhooks: Mapping[str, Webhook],
        caller: Caller,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._house = house
        self._webhooks = webhooks
        self._caller = caller
        self._clock = clock

    def line(self, waiting: Waiting) -> str:
        """Each receiver is a line."""
        return waiting.message.to

    def send(self, waiting: Waiting) -> Arrived | Failed:
        """Send an event; any answer from 200 to 299 means that it was taken."""
        webhook = self._webhooks.get(waiting.message.to)
        if webhook is None:
            return Failed(f"the settings of this house have no webhook `{waiting.message.to}`", passing=False)
        try:
            body = self._event(waiting)
        except msgspec.DecodeError:
            return Failed("the message holds no JSON", passing=False)
        moment = int(self._clock())
        key = _header(waiting.message.key)
        secrets = [one.reveal() for one in (webhook.secret, webhook.former_secret) if one]
        headers = {
            "Content-Type": _TYPE,
            "webhook-id": key,
            "webhook-timestamp": str(moment),
            "webhook-signature": " ".join(signature(secret_bytes(one), key, moment, body) for one in secrets),
        }
        reply = self._caller.call(
            Call(
                "POST", webhook.url, headers, body, webhook.seconds, _MOST_ANSWERED,
                private=webhook.private, authority=webhook.authority,
            )
        )  # fmt: skip
        return failure_of(reply) or Arrived()

    def _event(self, waiting: Waiting) -> bytes:
        message = waiting.message
        kind = msgspec.json.decode(message.body, type=_Kind).kind or message.channel
        return msgspec.json.encode(
            CloudEvent(
                message.key,
                f"urn:askonce:{self._house}",
                f"askonce.{kind}",
                waiting.queued.isoformat(),
                msgspec.Raw(message.body),
                message.case,
            )
        )


def _header(key: str) -> str:
    """A key as a header may hold it."""
    plain = key.isascii() and key.isprintable() and " " not in key and "." not in key
    return key if plain else hashlib.sha256(key.encode()).hexdigest()


def signature(secret: bytes, key: str, moment: int, body: bytes) -> str:
    """The signature of a body after Standard Webhooks: `v1,` and the HMAC-SHA256 of `key.moment.body` in base64."""
    signed = f"{key}.{moment}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode()
