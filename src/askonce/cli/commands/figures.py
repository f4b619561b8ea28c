"""`measure` and `plan`: what a pack asks of people, and which changes would ask less."""

import json
from argparse import Namespace

from askonce.cli.command import CLEAN, Command, argument
from askonce.cli.files import write_whole
from askonce.cli.packs import JSON, ON, PACK, check_whole, html, today
from askonce.cli.terminal import Terminal


def measure(arguments: Namespace, terminal: Terminal) -> int:
    """Measure a pack from its definitions."""
    from askonce.cases.measure import as_json
    from askonce.cases.measure import measure as measured
    from askonce.cli.tables import measures_text

    checked = check_whole(arguments.pack, terminal, arguments.on)
    measures = measured(checked)
    if arguments.html is not None:
        from askonce.apps.government.today import render_today
        from askonce.assembly import APPLICATIONS, PLANNED

        page = render_today(checked, APPLICATIONS, PLANNED, on=arguments.on or today())
        write_whole(arguments.html, page.encode())
        if arguments.html != "-":
            terminal.say(f"wrote {arguments.html}")
    elif arguments.json:
        terminal.say(json.dumps(as_json(measures), ensure_ascii=False, indent=2))
    else:
        terminal.say(measures_text(measures))
    return CLEAN


def plan(arguments: Namespace, terminal: Terminal) -> int:
    """Rank the changes that would save people most."""
    from askonce.cases.plan import as_json
    from askonce.cases.plan import plan as planned
    from askonce.cli.tables import plan_text

    made = planned(check_whole(arguments.pack, terminal, arguments.on), arguments.most)
    if arguments.json:
        terminal.say(json.dumps(as_json(made), ensure_ascii=False, indent=2))
    else:
        terminal.say(plan_text(made, arguments.top))
    return CLEAN


def _count(text: str) -> int:
    from argparse import ArgumentTypeError

    if not text.isascii() or not text.isdigit() or not 0 < int(text[:7]) < 1_000_000 or len(text) > 6:
        raise ArgumentTypeError(f"`{text}` is no number from 1 to 999999")
    return int(text)


MEASURE = Command(
    "measure",
    "Measure a pack: services, visits, questions, minutes, and what is asked although held.",
    "askonce measure packs/qingshan --html today.html",
    (PACK, ON, JSON, html("the pack today")),
    measure,
)
PLAN = Command(
    "plan",
    "Rank the changes that would save people most visits, questions and minutes a year.",
    "askonce plan packs/qingshan -k 3",
    (
        PACK,
        ON,
        JSON,
        argument(
            "-k",
            "--most",
            says="how many changes the best set may have (5)",
            type=_count,
            default=5,
            metavar="K",
        ),
        argument("--top", says="how many single changes to list (20)", type=_count, default=20, metavar="N"),
    ),
    plan,
)
