"""Notices by mail, taken by a real server on this machine."""

from __future__ import annotations

import json
import socket
import ssl
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from askonce.adapters.sending.delivery import Arrived, Failed
from askonce.adapters.sending.mail import MailSender, message_id
from askonce.adapters.settings.model import Mail
from askonce.adapters.settings.secret import Secret
from askonce.cases.journal import Message, Waiting
from tests.unit.adapters.border.servers import hang, server

SENDER = "county@qingshan.test"
QUEUED = datetime(2026, 3, 1, tzinfo=UTC)


class Box:
    """A box that keeps letters, and refuses some."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.to: list[list[str]] = []
        self.refuses = ""

    async def handle_RCPT(self, _: Any, __: Any, envelope: Any, address: str, ___: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.refuses:
            return self.refuses
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _: Any, __: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.raw.append(envelope.content)
        self.to.append(list(envelope.rcpt_tos))
        self.letters.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def port(box: Box) -> Iterator[int]:
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    yield from _running(controller)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def _running(controller: Controller) -> Iterator[int]:
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def settings(port: int, **others: Any) -> Mail:
    addresses = {"office:street": "street@qingshan.test"}
    told = {"server": "127.0.0.1", "sender": SENDER, "security": "none", "addresses": addresses, **others}
    return Mail(port=port, **told)


def waiting(to: str = "office:street", key: str = "case-1/granted", **body: Any) -> Waiting:
    said = {"case": "case-1", "kind": "granted", "words": {"en": "Granted.", "zh": "已批准。"}, **body}
    message = Message(key, "mail", to, json.dumps(said).encode(), "case-1")
    return Waiting(message, QUEUED, 0, QUEUED)


def test_a_notice_arrives_in_both_languages(box: Box, port: int) -> None:
    subject = {"en": "Your meal card", "zh": "您的老年餐卡"}
    found = MailSender(settings(port)).send(waiting(subject=subject))
    assert found == Arrived(message_id("case-1/granted", SENDER))
    (letter,) = box.letters
    assert letter["Subject"] == "您的老年餐卡 / Your meal card"
    assert (letter["From"], letter["To"]) == (SENDER, "street@qingshan.test")
    assert letter["Auto-Submitted"] == "auto-generated"
    text = letter.get_content()
    assert text.index("已批准。") < text.index("Granted.")


def test_who_wants_one_language_gets_it_with_its_values(box: Box, port: int) -> None:
    words = {"en": "{who}, granted: {what}", "zh": "{who}，已批准：{what}"}
    MailSender(settings(port)).send(
        waiting(
            words=words, language="zh", values={"who": "王小芳", "what": "{who}"}, subject={"zh": "致{who}"}
        )
    )
    assert box.letters[0].get_content().strip() == "王小芳，已批准：{who}"
    assert box.letters[0]["Subject"] == "致王小芳"


def test_sent_twice_it_is_the_same_letter(box: Box, port: int) -> None:
    sender = MailSender(settings(port))
    for _ in range(2):
        sender.send(waiting())
    sender.send(waiting(key="case-1/other"))
    ids = [letter["Message-ID"] for letter in box.letters]
    assert ids[0] == ids[1] != ids[2]


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\u2028", "\x0b"])
def test_no_text_adds_a_header(box: Box, port: int, end: str) -> None:
    attack = f"x{end}Bcc: thief@evil.test{end}{end}another text"
    MailSender(settings(port)).send(
        waiting(
            subject={"en": attack, "zh": "{who}"},
            values={"who": attack},
            words={"en": f"{attack}{end}.{end}QUIT"},
        )
    )
    (letter,) = box.letters
    assert letter["Bcc"] is None
    assert box.to == [["street@qingshan.test"]]
    assert "thief" in letter["Subject"]
    assert set(letter.keys()) <= {
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Type", "MIME-Version",
        "Content-Transfer-Encoding", "X-Peer", "X-MailFrom", "X-RcptTo",
    }  # fmt: skip
    assert "QUIT" in letter.get_content()


@pytest.mark.parametrize(
    "address",
    [
        "a@b.test\r\nBcc: c@d.test",
        "a@b.test, c@d.test",
        "no address",
        "a@b.test c@d.test",
        "<a@b.test>",
        "",
        "@",
    ],
)
def test_no_address_is_more_than_one(box: Box, port: int, address: str) -> None:
    found = MailSender(settings(port), lambda _: address).send(waiting(to="person:x"))
    assert isinstance(found, Failed)
    assert not found.passing
    assert "evil" not in found.reason
    assert box.letters == []


def test_the_address_of_a_person_is_looked_up(box: Box, port: int) -> None:
    known = {"person:x": "li@home.test"}
    assert isinstance(MailSender(settings(port), known.get).send(waiting(to="person:x")), Arrived)
    assert box.to == [["li@home.test"]]
    assert MailSender(settings(port), known.get).send(waiting(to="person:y")) == Failed(
        "nobody knows an address of mail for whom it goes to", passing=False
    )


@pytest.mark.parametrize(("answer", "passing"), [("450 later", True), ("550 no such box", False)])
def test_a_box_that_is_full_is_tried_again_and_one_that_is_not_there_is_not(
    box: Box,
    port: int,
    answer: str,
    passing: bool,  # noqa: FBT001 - a column of the table
) -> None:
    box.refuses = answer
    found = MailSender(settings(port)).send(waiting())
    assert found == Failed(f"the server refuses the recipient: {answer[:3]}", passing=passing)


def test_a_server_that_hangs_is_left_in_time() -> None:
    with server(hang) as told:
        found = MailSender(settings(told.port, seconds=0.3)).send(waiting())
    assert isinstance(found, Failed)
    assert found.passing
    assert found.theirs


def test_a_body_that_is_no_notice_is_seen(port: int) -> None:
    broken = Waiting(Message("k", "mail", "office:street", b"[]"), QUEUED, 0, QUEUED)
    assert MailSender(settings(port)).send(broken) == Failed("the message holds no notice", passing=False)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of this machine and its key."""
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
            "-addext", "subjectAltName=DNS:localhost", "-keyout", folder / "key.pem", "-out", folder / "cert.pem",
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture
def locked(box: Box, certificate: tuple[Path, Path]) -> Iterator[int]:
    """A server that takes mail only encrypted, and from who says the password."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)

    def knows(_: Any, __: Any, ___: Any, ____: Any, said: Any) -> AuthResult:
        right = isinstance(said, LoginPassword) and said.password == b"hush-hush"
        return AuthResult(success=right, handled=False)

    controller = Controller(
        box, hostname="127.0.0.1", port=free_port(), tls_context=context, require_starttls=True, authenticator=knows,
        auth_required=True,
    )  # fmt: skip
    yield from _running(controller)


def test_it_encrypts_and_logs_in(box: Box, locked: int, certificate: tuple[Path, Path]) -> None:
    told = {"server": "localhost", "security": "starttls", "user": "county", "password": Secret("hush-hush")}
    found = MailSender(settings(locked, authority=certificate[0], **told)).send(waiting())
    assert isinstance(found, Arrived)
    assert len(box.letters) == 1


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(box: Box, locked: int) -> None:
    told = {"server": "localhost", "security": "starttls", "user": "county", "password": Secret("hush-hush")}
    found = MailSender(settings(locked, **told)).send(waiting())
    assert found == Failed("the server's certificate is not trusted", theirs=True)
    assert box.letters == []


def test_a_wrong_password_is_never_said(locked: int, certificate: tuple[Path, Path]) -> None:
    told = {"server": "localhost", "security": "starttls", "user": "county", "password": Secret("wrong-hush")}
    found = MailSender(settings(locked, authority=certificate[0], **told)).send(waiting())
    assert isinstance(found, Failed)
    assert "hush" not in repr(found)
