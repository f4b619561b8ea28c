"""Sends notices by mail: SMTP, encrypted, with headers that no text can add to."""

from __future__ import annotations

import hashlib
import smtplib
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final

import msgspec

from askonce.adapters.sending.delivery import Arrived, Failed
from askonce.adapters.sending.notice import Notice
from askonce.adapters.settings.model import Mail
from askonce.cases.journal import Waiting

_DECODER: Final = msgspec.json.Decoder(Notice)
#: RFC 5321 4.2.1: what begins with 4 may go better later.
_PASSING: Final = range(400, 500)


class MailSender:
    """Sends notices by mail, each under a Message-ID that follows from its key.

    `address_of` gives the address of a name that the settings do not know (a person's), none where there is none.
    """

    def __init__(self, settings: Mail, address_of: Callable[[str], str | None] = lambda _: None) -> None:
        self._settings = settings
        self._address_of = address_of

    def line(self, waiting: Waiting) -> str:  # noqa: ARG002 - all mail goes by one line
        """All mail goes by the one server."""
        return self._settings.server

    def send(self, waiting: Waiting) -> Arrived | Failed:
        """Hand a notice to the server."""
        made = self._letter(waiting)
        if isinstance(made, Failed):
            return made
        try:
            with self._server() as server:
                server.send_message(made)
        except smtplib.SMTPRecipientsRefused as error:
            code = max((code for code, _ in error.recipients.values()), default=0)
            return Failed(f"the server refuses the recipient: {code}", passing=code in _PASSING)
        except smtplib.SMTPAuthenticationError as error:
            return Failed(f"the server does not let us in: {error.smtp_code}", theirs=True)
        except smtplib.SMTPResponseException as error:
            passing = error.smtp_code in _PASSING or error.smtp_code < 0
            return Failed(f"the server answered {error.smtp_code}", passing=passing, theirs=passing)
        except smtplib.SMTPNotSupportedError:
            return Failed("the server does not do what the settings or the address ask of it", passing=False)
        except ssl.SSLCertVerificationError:
            return Failed("the server's certificate is not trusted", theirs=True)
        except (smtplib.SMTPException, OSError):
            return Failed("the server cannot be reached, or broke off", theirs=True)
        return Arrived(str(made["Message-ID"]))

    def _letter(self, waiting: Waiting) -> EmailMessage | Failed:
        address = self._settings.addresses.get(waiting.message.to) or self._address_of(waiting.message.to)
        if not address:
            return Failed("nobody knows an address of mail for whom it goes to", passing=False)
        try:
            notice = _DECODER.decode(waiting.message.body)
            subject, text = notice.wording()
            letter = EmailMessage(policy=SMTP)
            letter["From"] = _address(self._settings.sender)
            letter["To"] = _address(address)
        except msgspec.DecodeError:
            return Failed("the message holds no notice", passing=False)
        except (ValueError, IndexError, MessageError):
            return Failed("the address is no address of mail", passing=False)
        letter["Subject"] = subject
        letter["Date"] = datetime.now(UTC)
        letter["Message-ID"] = message_id(waiting.message.key, self._settings.sender)
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(text, charset="utf-8")
        return letter

    @contextmanager
    def _server(self) -> Iterator[smtplib.SMTP]:
        """A server that is ready to take mail, broken off at the end of its time however slowly it drips."""
        told = self._settings
        context = ssl.create_default_context(cafile=told.authority)
        us = told.sender.rpartition("@")[2]  # asking the network what this machine is called can take seconds
        if told.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                told.server, told.port, us, timeout=told.seconds, context=context
            )
        else:
            server = smtplib.SMTP(told.server, told.port, us, timeout=told.seconds)
        watch = threading.Timer(told.seconds, _break_off, (server,))
        watch.daemon = True
        watch.start()
        try:
            if told.security == "starttls":
                server.starttls(context=context)
            if told.user:
                server.login(told.user, told.password.reveal())
            yield server
            with suppress(smtplib.SMTPException, OSError):
                server.quit()  # the letter is taken; how the parting goes changes nothing
        finally:
            watch.cancel()
            server.close()


def _break_off(server: smtplib.SMTP) -> None:
    if server.sock is not None:
        with suppress(OSError):
            server.sock.shutdown(2)


def _address(text: str) -> Address:
    """One address, or ValueError."""
    if any(one < " " or one == "\x7f" for one in text):
        raise ValueError("an address has no control characters")
    return Address(addr_spec=text)


def message_id(key: str, sender: str) -> str:
    """The Message-ID of a key: always the same, so that a letter that comes twice is known as one.

    >>> message_id("case-1/granted", "county@example.test")
    '<ff1d148b70d3ade9f2a3d3481cf71199@example.test>'
    """
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{sender.rpartition('@')[2]}>"
