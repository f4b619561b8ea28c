"""The words of the settings, each with what it means where a reader could guess wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import msgspec

from askonce.adapters.settings.secret import Secret

Seconds: TypeAlias = Annotated[float, msgspec.Meta(gt=0, le=86_400)]
Count: TypeAlias = Annotated[int, msgspec.Meta(ge=1)]
Hours: TypeAlias = Annotated[float, msgspec.Meta(gt=0, le=744)]
Port: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=65_535)]


class Words(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the settings."""


class Database(Words, frozen=True):
    """Where everything is kept: `sqlite:///county.db` or `postgresql://…`, and the file of the keys."""

    url: Secret = Secret("sqlite:///askonce.db")
    key_file: Path | None = None


class Mail(Words, frozen=True):
    """The server that takes mail, and who sends it. Without encryption only a server on this machine is used.

    `addresses` gives offices and other names the address that messages to them go to.
    """

    server: str
    sender: str
    port: Port = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password: Secret = Secret("")
    authority: Path | None = None
    seconds: Seconds = 30.0
    addresses: dict[str, str] = {}


class Webhook(Words, frozen=True):
    """Where events of a name go. Secrets are shared with the receiver; the former signs too while it is changed.

    `private` allows an address inside the house's own network, which is refused otherwise.
    """

    url: str
    secret: Secret
    former_secret: Secret = Secret("")
    authority: Path | None = None
    private: bool = False
    seconds: Seconds = 10.0


class System(Words, frozen=True):
    """An outside system of record. Without `url` it has no interface, and a clerk types into it.

    `look_up` is the address that tells what became of a filing, `{key}` standing for its key.
    """

    url: str = ""
    look_up: str = ""
    token: Secret = Secret("")
    authority: Path | None = None
    seconds: Seconds = 20.0


class HttpSource(Words, frozen=True, tag_field="kind", tag="http"):
    """A register that is asked over HTTP; `{subject}` in the address stands for the name of the subject there.

    `values` are the steps to the object with the values (`result.person`), `columns` name an attribute's value in
    it where it is called otherwise, `as_of` the date of the values. `attributes` in the address lists what is wanted.
    """

    url: str
    token: Secret = Secret("")
    authority: Path | None = None
    values: str = ""
    as_of: str = ""
    columns: dict[str, str] = {}
    seconds: Seconds = 5.0
    tries: Count = 3
    most_bytes: Count = 1_000_000


class SqlSource(Words, frozen=True, tag_field="kind", tag="sql"):
    """A register in a department's own database: a table or view, the column of the subject, those of attributes.

    What is null there says nothing, or with `empty_is_none` that there is none.
    """

    url: Secret
    table: str
    subject: str
    schema: str = ""
    columns: dict[str, str] = {}
    as_of: str = ""
    empty_is_none: bool = False
    seconds: Seconds = 5.0


class Neighbour(Words, frozen=True, tag_field="kind", tag="askonce"):
    """A register of a neighbour that runs AskOnce: its address, and the client that it knows us as."""

    url: str
    client: str
    secret: Secret
    register: str = ""
    authority: Path | None = None
    seconds: Seconds = 5.0
    tries: Count = 3
    most_bytes: Count = 1_000_000


AnySource: TypeAlias = HttpSource | SqlSource | Neighbour


class Heads(Words, frozen=True):
    """Where signed heads of the ledger go, outside of this house: a file, or an address that takes them by POST.

    A head goes out after so many entries, or so many seconds while there is anything new.
    """

    to: str
    token: Secret = Secret("")
    authority: Path | None = None
    every_seconds: Seconds = 3600.0
    every_entries: Count = 1000
    seconds: Seconds = 20.0


class Web(Words, frozen=True):
    """How the house is reached: names it answers to, networks of proxies whose word on callers is taken.

    `url` is the address that people know it by, such as `https://county.example`: it stands on paper, and cookies
    are kept from plain HTTP where it is `https`. Without it, it is `http://` with the address and the port.
    """

    address: str = "127.0.0.1"
    port: Port = 8000
    url: str = ""
    allowed_hosts: tuple[str, ...] = ("127.0.0.1", "localhost")
    trusted_proxies: tuple[str, ...] = ()


class Sessions(Words, frozen=True):
    """How long whoever signed in stays so: until so long after the last press, and at most so long after signing in.

    Staff are officers, helpers and admins. `second_factor` names those who need more than a password; `local` says
    whether this house has accounts with passwords and passkeys at all, or signs in through the provider alone.
    """

    staff_idle_minutes: Count = 30
    staff_hours: Hours = 12.0
    person_idle_minutes: Count = 720
    person_hours: Hours = 24.0
    second_factor: tuple[Literal["person", "officer", "helper", "admin"], ...] = (
        "officer",
        "helper",
        "admin",
    )
    local: bool = True


class Oidc(Words, frozen=True):
    """The OpenID provider through which people and staff sign in; `issuer` is its address, as its tokens say it.

    `claim_person` is the claim that names a person by the scheme of this house, `claim_roles` the one with the roles of
    an officer (without it an admin gives them). `name` is what the button calls the provider, in each language.
    """

    issuer: str
    client: str
    secret: Secret
    name: dict[str, str] = {}
    scopes: tuple[str, ...] = ("openid",)
    claim_person: str = ""
    claim_roles: str = ""
    authority: Path | None = None
    seconds: Seconds = 10.0
    skew_seconds: Annotated[int, msgspec.Meta(ge=0, le=300)] = 60


class Limits(Words, frozen=True):
    """What one caller may ask for."""

    body_bytes: Count = 1_000_000
    upload_bytes: Count = 20_000_000
    requests_a_minute: Count = 600
    connections: Count = 5000


class Uploads(Words, frozen=True):
    """What looks through files that people send: a `command` that reads one from its input, or `clamd` at its socket.

    The command ends with 0 where it finds nothing and with 1 where it does; `clamd` is the path of a socket, or a name with
    a port. A file is refused where the scanner fails. Without either none is looked through.
    """

    command: tuple[str, ...] = ()
    clamd: str = ""
    seconds: Seconds = 30.0


class Pack(Words, frozen=True):
    """What authors of the pack see beside the one in force: `draft` is the folder of a draft that all of them share."""

    draft: Path | None = None


class Markets(Words, frozen=True):
    """What markets are told beside their registers: `prior` is a folder with an input-output table of some economy."""

    prior: Path | None = None


class Outbox(Words, frozen=True):
    """How messages are tried again: first after so many seconds, then twice as long each time, up to the most."""

    first_seconds: Seconds = 30.0
    most_seconds: Seconds = 21_600.0
    tries: Count = 20
    idle_seconds: Seconds = 5.0
    at_once: Count = 8


class Settings(Words, frozen=True):
    """All settings of an installation; `sources`, `webhooks` and `systems` by the names that the pack uses.

    `identifiers` names the scheme by which the house knows its subjects, such as `resident-number`. Two houses
    exchange only where both say the same: a number of another scheme would be somebody else's.
    """

    name: str = "askonce"
    identifiers: str = ""
    database: Database = Database()
    mail: Mail | None = None
    sources: dict[str, AnySource] = {}
    webhooks: dict[str, Webhook] = {}
    systems: dict[str, System] = {}
    heads: Heads | None = None
    web: Web = Web()
    sessions: Sessions = Sessions()
    oidc: Oidc | None = None
    limits: Limits = Limits()
    uploads: Uploads = Uploads()
    pack: Pack = Pack()
    markets: Markets = Markets()
    outbox: Outbox = Outbox()
