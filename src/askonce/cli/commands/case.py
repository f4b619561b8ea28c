"""`case`: cases from the terminal, for support staff and scripts."""

import json
import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from askonce.cli.command import CLEAN, FINDINGS, Command, Stop, argument
from askonce.cli.houses import AS, DATABASE, SETTINGS, actor_of, opened
from askonce.cli.packs import JSON
from askonce.cli.terminal import Terminal
from askonce.text.render import harmless

if TYPE_CHECKING:  # every command is imported at start-up
    from askonce.assembly.fetching import Fetching, Wants
    from askonce.assembly.house import House
    from askonce.cases.journal import Journal, Line
    from askonce.cases.view import View
    from askonce.registers.actor import Actor
    from askonce.registers.refusal import Refusal
    from askonce.registers.sources import Fetched

_MOST = 200


def file(arguments: Namespace, terminal: Terminal) -> int:
    """File a case."""
    from askonce.cases.command import Filing

    told = {
        "service": arguments.service,
        "answers": _answers(arguments.answers),
        "channel": arguments.channel,
    }
    optional = {"applicant": arguments.applicant, "consent": arguments.consent}
    filing = _converted(told | {name: one for name, one in optional.items() if one}, Filing)
    return _run(
        arguments,
        terminal,
        lambda house, journal, actor, fetched: house.handling.file(journal, actor, filing, fetched),
        lambda outside, actor: (
            outside.for_filings(actor, [filing]) if outside.asks([filing.service]) else None
        ),
    )


def show(arguments: Namespace, terminal: Terminal) -> int:
    """Show a case as somebody may see it."""
    return _run(
        arguments,
        terminal,
        lambda house, journal, actor, _: house.handling.view(journal, actor, arguments.case),
    )


def decide(arguments: Namespace, terminal: Terminal) -> int:
    """Decide a case."""
    outcome = _json("--outcome", arguments.outcome) if arguments.outcome else None
    return _do(arguments, terminal, {"do": "decide", "outcome": outcome, "reason": arguments.reason or ""})


def correct(arguments: Namespace, terminal: Terminal) -> int:
    """Settle a disputed datum, as its holder."""
    if (arguments.value is None) == (not arguments.stands):
        raise Stop("say either `--value` or `--stands`")
    told: dict[str, Any] = {"do": "correct", "stands": arguments.stands, "reason": arguments.reason or ""}
    if arguments.value is not None:
        told["value"] = _json("--value", arguments.value)
    if arguments.valid_from:
        told["valid_from"] = arguments.valid_from
    return _do(arguments, terminal, told)


def do(arguments: Namespace, terminal: Terminal) -> int:
    """Do whatever else can be done with a case."""
    return _do(arguments, terminal, _json("COMMAND", arguments.command_json))


def _do(arguments: Namespace, terminal: Terminal, told: Any) -> int:
    from askonce.cases.command import Answer, AnyCommand, Dispute

    command = _converted(told, AnyCommand)
    reads = isinstance(command, Answer | Dispute)  # and may take more from registers
    return _run(
        arguments,
        terminal,
        lambda house, journal, actor, fetched: house.handling.do(
            journal, actor, arguments.case, command, arguments.expected, fetched
        ),
        lambda outside, actor: (
            outside.for_case(actor, arguments.case) if reads and outside.asks_at_all else None
        ),
    )


def list_cases(arguments: Namespace, terminal: Terminal) -> int:
    """List the cases that somebody may see."""
    import msgspec

    from askonce.cases.journal import Search
    from askonce.registers.refusal import Refusal

    states = (arguments.state,) if arguments.state else ()
    search = Search(
        type=arguments.service, office=arguments.office, states=states, after=arguments.after, limit=_MOST
    )
    with opened(arguments) as house:
        actor = actor_of(house, arguments.who)
        found = house.database.write(lambda journal: house.handling.list(journal, actor, search)).result()
    if isinstance(found, Refusal):
        return _refused(arguments, terminal, found)
    if arguments.json:
        terminal.say(msgspec.json.encode(found).decode())
    else:
        for line in found:
            terminal.say(_line_text(line))
    if len(found) == _MOST:
        terminal.warn(f"askonce: there may be more; go on with --after {found[-1].id}")
    return CLEAN


def _run(
    arguments: Namespace,
    terminal: Terminal,
    job: "Callable[[House, Journal, Actor, tuple[Fetched, ...]], View | Refusal]",
    wants: "Callable[[Fetching, Actor], Wants | None] | None" = None,
) -> int:
    """Do a job with what registers outside say for it; those are asked first, as the served house asks them."""
    import msgspec

    from askonce.registers.refusal import Refusal

    with opened(arguments) as house:
        actor = actor_of(house, arguments.who)
        fetched = () if wants is None else _fetched(house, lambda outside: wants(outside, actor))
        found = house.database.write(lambda journal: job(house, journal, actor, fetched)).result()
    if isinstance(found, Refusal):
        return _refused(arguments, terminal, found)
    terminal.say(msgspec.json.encode(found).decode() if arguments.json else harmless_lines(_text(found)))
    return CLEAN


def _fetched(house: "House", wants: "Callable[[Fetching], Wants | None]") -> "tuple[Fetched, ...]":
    from askonce.assembly.fetching import fetching

    with fetching(house) as outside:
        found = wants(outside)
        return () if found is None else outside.fetch(found)


def _refused(arguments: Namespace, terminal: Terminal, refusal: "Refusal") -> int:
    import msgspec

    if arguments.json:
        terminal.say(msgspec.json.encode(refusal).decode())
    else:
        words = refusal.reason.get("en") or next(iter(refusal.reason.values()), refusal.code)
        basis = f", by {refusal.basis}" if refusal.basis else ""
        terminal.warn(harmless(f"askonce: {words} ({refusal.code}{basis})"))
    return FINDINGS


def harmless_lines(text: str) -> str:
    """A text whose lines cannot colour or move a terminal."""
    return "\n".join(map(harmless, text.splitlines()))


def _text(view: "View") -> str:
    lines = [_line_text(view.line)]
    lines += [
        f"  {one.name}: {_value(one.value)} ({one.state}, {one.source or one.by})" for one in view.facts
    ]
    for title, ruling in (("proposed", view.proposed), ("decided", view.decision)):
        if ruling is not None:
            lines.append(f"  {title} by {ruling.by} under {ruling.basis or '-'}: {_value(ruling.outcome)}")
    if view.asked:
        lines.append(f"  waits for the person: {', '.join(view.asked)}")
    if view.may:
        lines.append(f"  may be done now: {', '.join(view.may)}")
    return "\n".join(lines)


def _line_text(line: "Line") -> str:
    due = f", promised {line.promised}" if line.promised else ""
    return f"{line.id}  {line.type}  {line.state}  at {line.office}, filed {line.filed:%Y-%m-%d}{due}, {line.events} events"


def _value(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _answers(name: str | None) -> Any:
    if name is None:
        return {}
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise Stop(f"`{name}` cannot be read: {getattr(error, 'strerror', None) or error}") from error
    return _json(name, text)


def _json(name: str, text: str) -> Any:
    from askonce.registers.refusal import Refusal
    from askonce.web.decoding import load

    found = load(text.encode("utf-8", "replace"))
    if isinstance(found, Refusal):
        raise Stop(f"`{name}` is no JSON that can be taken: {found.reason['en']}")
    return found


def _converted(told: Any, wanted: Any) -> Any:
    import msgspec

    try:
        return msgspec.convert(told, wanted)
    except msgspec.ValidationError as error:
        raise Stop(f"that does not fit: {error}") from error


_CASE = argument("case", says="the id of the case", metavar="CASE")
_EXPECTED = argument(
    "--expected",
    says="how many events the case had when you saw it; without it, as it stands",
    type=int,
    metavar="N",
    default=None,
)
_REASON = argument("--reason", says="the reason, in words for the person", metavar="TEXT")
_SHARED = (AS, JSON, DATABASE, SETTINGS)

FILE = Command(
    "case file",
    "File a case.",
    "askonce case file elder-meal --as person:p-elder --database sqlite:///county.db",
    (
        argument("service", says="the service", metavar="SERVICE"),
        argument("--answers", says="a file of JSON with the answers, - for standard input", metavar="FILE"),
        argument("--applicant", says="for whom, where it is another", metavar="ID"),
        argument(
            "--channel",
            says="how the person came (online)",
            choices=("online", "counter", "telephone", "paper"),
            default="online",
        ),
        argument("--consent", says="how the person agreed, where a helper files", metavar="TEXT"),
        *_SHARED,
    ),
    file,
)
SHOW = Command(
    "case show",
    "Show a case as somebody may see it.",
    "askonce case show case-01K --as officer:lin --database sqlite:///county.db",
    (_CASE, *_SHARED),
    show,
)
CASE_DECIDE = Command(
    "case decide",
    "Decide a case: as it was proposed, or otherwise with a reason.",
    "askonce case decide case-01K --as officer:lin --database sqlite:///county.db",
    (
        _CASE,
        argument("--outcome", says="another outcome than proposed, as JSON", metavar="JSON"),
        _REASON,
        _EXPECTED,
        *_SHARED,
    ),
    decide,
)
CORRECT = Command(
    "case correct",
    "Settle a disputed datum, as its holder: with the right value, or by saying that it stands.",
    "askonce case correct case-01K --value '\"1960-02-29\"' --reason 'birth certificate' --as officer:wu",
    (
        _CASE,
        argument("--value", says="the right value, as JSON", metavar="JSON"),
        argument("--stands", says="the value stands as it is", action="store_true"),
        argument("--valid-from", says="from which day it is right", metavar="DATE"),
        _REASON,
        _EXPECTED,
        *_SHARED,
    ),
    correct,
)
LIST = Command(
    "case list",
    "List the cases that somebody may see.",
    "askonce case list --as officer:lin --state open --database sqlite:///county.db",
    (
        argument("--service", says="of one service", metavar="SERVICE"),
        argument("--office", says="of one office", metavar="OFFICE"),
        argument("--state", says="that stand so", metavar="STATE"),
        argument("--after", says="those after a case", metavar="CASE", default=""),
        *_SHARED,
    ),
    list_cases,
)
DO = Command(
    "case do",
    "Do anything that can be done with a case, by a command in JSON.",
    """askonce case do case-01K '{"do": "take"}' --as officer:lin --database sqlite:///county.db""",
    (
        _CASE,
        argument("command_json", says='what to do, such as {"do": "take"}', metavar="COMMAND"),
        _EXPECTED,
        *_SHARED,
    ),
    do,
)
