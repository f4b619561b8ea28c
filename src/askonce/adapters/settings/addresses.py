"""What addresses in the settings may be: encrypted unless they stay on this machine, and without secrets in them."""

from __future__ import annotations

import base64
import binascii
import ipaddress
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from askonce.adapters.settings.model import HttpSource, Mail, Neighbour, Settings, Webhook

_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
#: Standard Webhooks: secrets of at least 24 bytes.
_LEAST_SECRET: Final = 24


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself.

    >>> is_loopback("127.0.0.7"), is_loopback("localhost"), is_loopback("localhost.example")
    (True, True, False)
    """
    try:
        return host in _LOOPBACK or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def fault_of_address(url: str) -> str:
    """What is wrong with an address that something is sent to or asked at, or nothing.

    >>> fault_of_address("http://example.test/a")
    'is not encrypted; write `https://`, which only an address on this machine may leave out'
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "is no address; write it like `https://host/path`"
    if parts.scheme not in ("http", "https") or not host or any(one <= " " or one == "\x7f" for one in url):
        return "is no address; write it like `https://host/path`"
    if parts.username is not None or parts.password is not None:
        return "holds a name or a password; say it as `token`"
    if parts.scheme == "http" and not is_loopback(host):
        return "is not encrypted; write `https://`, which only an address on this machine may leave out"
    return ""


def faults(settings: Settings) -> Iterator[str]:
    """What is wrong with values that are right by their types, each with its key and the repair."""
    for key, url in _addresses(settings):
        fault = fault_of_address(url)
        if fault:
            yield f"`{key}`: the address {fault}"
    if settings.mail:
        yield from _mail_faults(settings.mail)
    for name, webhook in settings.webhooks.items():
        yield from _secret_faults(name, webhook)
    for network in settings.web.trusted_proxies:
        try:
            ipaddress.ip_network(network)
        except ValueError:
            yield f"`web.trusted_proxies`: `{network}` is no network; write it like `10.1.0.0/16`"
    if settings.oidc is not None and not settings.web.url:
        yield "`web.url`: it is missing; the provider sends browsers back to it, as to `https://county.example`"
    for key, url, word in _with_placeholder(settings):
        if word not in url:
            yield f"`{key}`: the address does not say where `{word}` goes; write it like `https://host/path/{word}`"


def _addresses(settings: Settings) -> Iterator[tuple[str, str]]:
    for name, source in settings.sources.items():
        if isinstance(source, HttpSource | Neighbour):
            yield f"sources.{name}.url", source.url
    for name, webhook in settings.webhooks.items():
        yield f"webhooks.{name}.url", webhook.url
    for name, system in settings.systems.items():
        yield from (
            (f"systems.{name}.{word}", url)
            for word, url in (("url", system.url), ("look_up", system.look_up))
            if url
        )
    if settings.heads and "://" in settings.heads.to:
        yield "heads.to", settings.heads.to
    if settings.oidc is not None:
        yield "oidc.issuer", settings.oidc.issuer


def _with_placeholder(settings: Settings) -> Iterator[tuple[str, str, str]]:
    for name, source in settings.sources.items():
        if isinstance(source, HttpSource):
            yield f"sources.{name}.url", source.url, "{subject}"
    for name, system in settings.systems.items():
        if system.look_up:
            yield f"systems.{name}.look_up", system.look_up, "{key}"


def _mail_faults(mail: Mail) -> Iterator[str]:
    if mail.security == "none" and not is_loopback(mail.server):
        yield "`mail.security`: mail to another machine is encrypted; write `starttls` or `tls`"
    if "@" not in mail.sender:
        yield "`mail.sender`: this is no address of mail; write it like `county@example.test`"
    if mail.user and not mail.password:
        yield "`mail.password`: it is missing; write `env:NAME` or `file:PATH`"


def _secret_faults(name: str, webhook: Webhook) -> Iterator[str]:
    for word, secret in (("secret", webhook.secret), ("former_secret", webhook.former_secret)):
        if secret and len(secret_bytes(secret.reveal())) < _LEAST_SECRET:
            yield f"`webhooks.{name}.{word}`: a secret of fewer than {_LEAST_SECRET} bytes can be guessed; make a longer one"


def secret_bytes(text: str) -> bytes:
    """The bytes of a secret of a webhook: `whsec_` and base64, or any other text as it is.

    >>> secret_bytes("whsec_aGVsbG8="), secret_bytes("hello")
    (b'hello', b'hello')
    """
    if not text.startswith("whsec_"):
        return text.encode()
    try:
        return base64.b64decode(text.removeprefix("whsec_"), validate=True)
    except binascii.Error:
        return b""
