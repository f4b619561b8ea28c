"""`explain` and `schema`: what a rule does, and what a kind of file may say."""

import json
from argparse import Namespace

from askonce.assembly import LANGUAGE
from askonce.cli.command import CLEAN, Command, Stop, argument
from askonce.cli.terminal import Terminal
from askonce.pack.kinds import Kind
from askonce.pack.words import words_of
from askonce.text.diagnostic import Rule
from askonce.text.render import harmless
from askonce.text.suggest import did_you_mean


def explain(arguments: Namespace, terminal: Terminal) -> int:
    """Explain a rule by its code, or a kind by its name."""
    asked = arguments.what
    rule = LANGUAGE.rules.get(asked.upper())
    kind = LANGUAGE.kinds.get(asked)
    if rule is not None:
        terminal.say(explain_rule(rule))
    elif kind is not None:
        terminal.say(explain_kind(kind))
    else:
        repair = (
            did_you_mean(asked, [*LANGUAGE.rules, *LANGUAGE.kinds])
            or f"the kinds are {', '.join(LANGUAGE.kinds)}"
        )
        raise Stop(f"`{asked}` is no rule and no kind; {repair}")
    return CLEAN


def explain_rule(rule: Rule) -> str:
    """A rule in words, with a bad and a good text."""
    parts = [
        f"{rule.code}: {rule.name} ({rule.severity})",
        "",
        f"What it finds: {rule.summary}.",
        "",
        f"Why: {rule.why}",
    ]
    if rule.example is not None:
        parts += ["", "Found in:", _indented(rule.example.bad), "", "Better:", _indented(rule.example.good)]
    return "\n".join(parts)


def explain_kind(kind: Kind) -> str:
    """A kind in words, with each of its words and an example."""
    parts = [f"{kind.name}: {kind.summary}", "", "Words:"]
    for word, (_, spec) in words_of(kind.model).words.items():
        must = " (required)" if spec.required else ""
        parts.append(f"  {word}{must}: {spec.says}")
        parts.append(f"      {word}: {spec.example}")
    return "\n".join([*parts, "", "Example:", _indented(kind.example)])


def _indented(text: str) -> str:
    return "\n".join(f"    {harmless(line)}" if line else "" for line in text.rstrip().split("\n"))


def schema(arguments: Namespace, terminal: Terminal) -> int:
    """Print the JSON Schema of a kind."""
    kind = LANGUAGE.kinds.get(arguments.kind)
    if kind is None:
        raise Stop(
            f"`{arguments.kind}` is no kind; {did_you_mean(arguments.kind, LANGUAGE.kinds) or 'the kinds are ' + ', '.join(LANGUAGE.kinds)}"
        )
    terminal.say(json.dumps(kind.schema(), ensure_ascii=False, indent=2))
    return CLEAN


EXPLAIN = Command(
    "explain",
    "Say what a rule finds and why, or what a kind of definition may say.",
    "askonce explain AO301",
    (argument("what", says="a rule's code such as AO301, or a kind such as service", metavar="CODE"),),
    explain,
)
SCHEMA = Command(
    "schema",
    "Print the JSON Schema of a kind of file, for editors.",
    "askonce schema service > service.schema.json",
    (argument("kind", says="a kind such as service, register or norm", metavar="KIND"),),
    schema,
)
