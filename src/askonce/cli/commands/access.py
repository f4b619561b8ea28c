"""`access`: links and tokens for people, officers and those who keep the house, and clients for systems."""

from argparse import ArgumentTypeError, Namespace
from typing import TYPE_CHECKING

from askonce.cli.command import CLEAN, Command, Stop, argument
from askonce.cli.houses import DATABASE, SETTINGS, opened
from askonce.cli.terminal import Terminal

if TYPE_CHECKING:  # every command is imported at start-up
    from askonce.assembly.house import House
    from askonce.cases.journal import Journal

KINDS = ("person", "officer", "helper", "admin")
_MOST_HOURS = 24 * 31


def hours(text: str) -> float:
    """Read how long a token holds."""
    try:
        found = float(text)
    except ValueError as error:
        raise ArgumentTypeError(f"`{text}` is no number of hours") from error
    if not 0 < found <= _MOST_HOURS:
        raise ArgumentTypeError(f"a token holds for more than 0 and at most {_MOST_HOURS} hours")
    return found


def token(arguments: Namespace, terminal: Terminal) -> int:
    """Make a token, and the account that it is for where it is no person's."""
    kind, _, name = arguments.who.partition(":")
    if kind not in KINDS or not name or not name.isprintable():
        raise Stop(f"`{arguments.who}` is nobody: write person:ID, officer:NAME, helper:NAME or admin:NAME")
    with opened(arguments) as house:
        roles = _roles(house, arguments, kind)
        terminal.say(house.database.write(lambda journal: _made(journal, house, arguments, roles)).result())
    return CLEAN


def _made(journal: "Journal", house: "House", arguments: Namespace, roles: tuple[str, ...]) -> str:
    from askonce.registers.pseudonym import CASES
    from askonce.web.identity.administering import TERMINAL, Keeper
    from askonce.web.sessions import Account, Session, any_account, make_token
    from askonce.web.sessions import hours as lasting

    kind, _, name = arguments.who.partition(":")
    expires = journal.now + lasting(arguments.hours)
    if kind == "person":
        person = house.keys.of(CASES, name)
        return make_token(journal, Session(kind, person, expires, began=journal.now, how="token"))
    account = any_account(journal, arguments.who)
    if account is not None and account.closed:
        raise Stop(f"the account `{arguments.who}` is closed; an admin opens it again")
    account = Keeper(journal, house, TERMINAL).put(Account(kind, name, roles))
    return make_token(
        journal,
        Session(kind, name, expires, account.roles, began=journal.now, how="token", account=account.word),
    )


def link(arguments: Namespace, terminal: Terminal) -> int:
    """Make a link by which the owner of an account chooses how to sign in, and the account where it is not there yet."""
    from askonce.registers.pseudonym import CASES
    from askonce.registers.refusal import Refusal
    from askonce.web.identity.administering import grant_first
    from askonce.web.sessions import Account

    kind, _, name = arguments.who.partition(":")
    if kind not in KINDS or not name:
        raise Stop(f"`{arguments.who}` is nobody: write officer:NAME, helper:NAME, admin:NAME or person:NAME")
    if (kind == "person") != bool(arguments.person):
        raise Stop("the account of a person, and no other, says with --person who it is for")
    with opened(arguments) as house:
        roles = _roles(house, arguments, kind)
        person = house.keys.of(CASES, arguments.person) if arguments.person else ""
        account = Account(kind, name, roles, person=person)
        code = house.database.write(lambda journal: grant_first(journal, house, account)).result()
        if isinstance(code, Refusal):
            raise Stop(code.reason["en"])
        web = house.settings.web
        terminal.say(f"{web.url or f'http://{web.address}:{web.port}'}/sign-in/link/{code}")
        terminal.warn("it works once, for 24 hours; whoever has it becomes this account")
    return CLEAN


def _roles(house: "House", arguments: Namespace, kind: str) -> tuple[str, ...]:
    """The roles that were named, each of which an office of the pack has."""
    roles = tuple(arguments.role or ())
    if roles and kind in ("person", "admin"):
        raise Stop(f"a {kind} has no role in an office")
    offices = house.current.bound.get("office", {})
    for role in roles:
        office, slash, one = role.partition("/")
        if office not in offices or (slash and one not in offices[office].roles):
            raise Stop(f"no office of the pack has the role `{role}`; write it as OFFICE or OFFICE/ROLE")
    return roles


def client(arguments: Namespace, terminal: Terminal) -> int:
    """Make a client, or give one another secret."""
    from askonce.web.sessions import keep_client

    with opened(arguments) as house:
        secret = house.database.write(lambda journal: keep_client(journal, arguments.name, ())).result()
        terminal.say(f"client_id {arguments.name}\nclient_secret {secret}")
    return CLEAN


def end(arguments: Namespace, terminal: Terminal) -> int:
    """End a token."""
    from askonce.web.sessions import digest_of, end_token

    with opened(arguments) as house:
        if not house.database.write(lambda journal: end_token(journal, digest_of(arguments.token))).result():
            raise Stop("there is no such token in force")
    terminal.say("ended; a server that runs takes it for ten seconds more at most")
    return CLEAN


TOKEN = Command(
    "access token",
    "Make a token under which somebody acts over HTTP, and an account of this house where it is no person's.",
    "askonce access token officer:lin --role street/clerk --database sqlite:///county.db",
    (
        argument("who", says="person:ID, officer:NAME, helper:NAME or admin:NAME", metavar="WHO"),
        argument(
            "--role",
            says="a role, as OFFICE or OFFICE/ROLE, and so for several",
            action="append",
            metavar="ROLE",
        ),
        argument("--hours", says="how long it holds (8)", type=hours, default=8.0, metavar="HOURS"),
        DATABASE,
        SETTINGS,
    ),
    token,
)
LINK = Command(
    "access link",
    "Make a link by which somebody chooses a password and signs in, and the account where there is none: so a house gets its first admin.",
    "askonce access link admin:wang --database sqlite:///county.db",
    (
        argument("who", says="officer:NAME, helper:NAME, admin:NAME or person:NAME", metavar="WHO"),
        argument(
            "--role",
            says="a role, as OFFICE or OFFICE/ROLE, and so for several",
            action="append",
            metavar="ROLE",
        ),
        argument(
            "--person", says="who the account of a person is for, by the id in the registers", metavar="ID"
        ),
        DATABASE,
        SETTINGS,
    ),
    link,
)
CLIENT = Command(
    "access client",
    "Let a system fetch tokens by OAuth 2 client credentials; its secret is shown once.",
    "askonce access client neighbour --database sqlite:///county.db",
    (argument("name", says="the name of the system", metavar="NAME"), DATABASE, SETTINGS),
    client,
)
END = Command(
    "access end",
    "End a token before its time.",
    "askonce access end aoc_… --database sqlite:///county.db",
    (argument("token", says="the token", metavar="TOKEN"), DATABASE, SETTINGS),
    end,
)
