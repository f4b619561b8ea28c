"""The reference pages of the documentation, written from the kinds, rules and commands themselves."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from askonce.assembly import LANGUAGE
from askonce.cli.commands import COMMANDS
from askonce.pack.kinds import Kind
from askonce.pack.shapes import ListOf, MapOf, Optional
from askonce.pack.words import Group, Words, words_of
from askonce.text.diagnostic import Rule
from askonce.text.render import harmless

NOTE = "<!-- written by `make docs` from the code; a test compares the two -->"


TABLES_IN_A_SPREADSHEET = """
### Tables in a spreadsheet

The rows of a decision table may stand in a CSV or XLSX file of their own. The norm keeps the rest and names them:

```yaml
table: {hit: unique, when: [age], then: [price], rows: meal-price}
```

The sheet says `rows` and that name, then the heads of its columns, then one row for each row of the table:

| | A | B | C |
| --- | --- | --- | --- |
| 1 | rows | meal-price | |
| 2 | age | price | because.en |
| 3 | < 60 | 18 CNY | |
| 4 | >= 60 | 15 CNY | who has turned 60 pays less |

- The heads are the names under `when` and `then`, in any order, and where wanted `basis`, `because.en`, `because.zh`.
- Cells are written as in YAML: tests such as `< 60`, `[60..70)`, `not(married)`; outcomes such as `18 CNY`.
- An empty test takes any value, as `-` and `—` do. An empty outcome is a finding (AO225).
- A merged cell stands for each row that it covers.
- Titles may stand above the row that begins with `rows`; empty rows and columns are passed over. A workbook may hold
  several sheets, each a table of its own, or of definitions.
- A percentage is its share (15 % is `0.15`), a date is a date in a column of dates, TRUE is `true` in one of truth
  values, and `¥18` is `18 CNY` in one of `money CNY`. Anywhere else they are findings (AO224). A formula gives the
  value that was saved with it.
- Signs of a keyboard for Chinese are read: `≥６０`, `＜18`, `single、married`. What can mean two things is a finding
  with its repair: `10-20`, `1,000`, `>= 60, < 70`, `60以上`, and the quotes “ ” of a word processor.
- A column that is missing, misspelt or too many is a finding (AO223), and so is a sheet that no norm names (AO018).

A finding points into the cell: `norms/meal.xlsx!B4`. It is allowed in the norm, under `allow`.
"""


def pages() -> Mapping[str, str]:
    """All reference pages by file name."""
    return {"kinds.md": _kinds(), "rules.md": _rules(), "commands.md": _commands()}


def _kinds() -> str:
    parts = ["# Kinds of definition", "", NOTE, ""]
    parts += [
        "A file of a pack holds one definition: its first word says the kind, its value the name. A CSV or XLSX file",
        "holds a table of them: the first column's head is the kind, `title.en` means `en` under `title`, and a cell",
        "such as `a; b` is a list. `askonce explain KIND` prints a kind, `askonce schema KIND` its JSON Schema.",
        "",
    ]
    parts.append(", ".join(f"[{kind}](#{kind})" for kind in LANGUAGE.kinds))
    for kind in LANGUAGE.kinds.values():
        parts += ["", *_kind(kind)]
        parts += ["", *TABLES_IN_A_SPREADSHEET.strip().split("\n")] if kind.name == "rows" else []
    return "\n".join(parts) + "\n"


def _kind(kind: Kind) -> Iterator[str]:
    yield f"## {kind.name}"
    yield ""
    yield f"{kind.summary} Kept in `{kind.folder or '.'}/`."
    yield ""
    yield "```yaml"
    yield kind.example.rstrip()
    yield "```"
    yield ""
    yield from _words(kind.model)
    for name, group in _groups(kind.model, {}).items():
        yield ""
        yield f"**{name}.** {(group.__doc__ or '').strip()}"
        yield ""
        yield from _words(group)


def _words(group: type[Words]) -> Iterator[str]:
    yield "| word | says | holds | example |"
    yield "| --- | --- | --- | --- |"
    for word, (_, spec) in words_of(group).words.items():
        must = " (required)" if spec.required else ""
        yield f"| `{word}`{must} | {_cell(spec.says)} | {_cell(spec.shape.describe())} | `{_cell(spec.example)}` |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _groups(group: type[Words], found: dict[str, type[Words]]) -> dict[str, type[Words]]:
    """The groups of words inside a group, each once, in the order of their first use."""
    for _, spec in words_of(group).words.values():
        inner = _inside(spec.shape)
        if inner is not None and inner.__name__ not in found:
            found[inner.__name__] = inner
            _groups(inner, found)
    return found


def _inside(shape: object) -> type[Words] | None:
    while isinstance(shape, ListOf | MapOf | Optional):
        shape = shape.values if isinstance(shape, MapOf) else shape.of
    return shape.of if isinstance(shape, Group) else None


def _rules() -> str:
    parts = ["# Rules", "", NOTE, ""]
    parts += [
        "Codes are owned by package: AO0 text and pack, AO1 registers, AO2 norms, AO3 cases, AO4 digital government,",
        "AO5 digital economy; a code is never used for another rule. A finding can be allowed where it stands, with a reason:",
        '`allow: [{code: AO302, because: "the original itself is kept"}]`. `askonce explain CODE` prints a rule.',
        "",
        "| code | severity | finds |",
        "| --- | --- | --- |",
    ]
    rules = sorted(LANGUAGE.rules.values(), key=lambda rule: rule.code)
    parts += [
        f"| [{rule.code}](#{rule.code.lower()}) | {rule.severity} | {_cell(rule.summary)} |" for rule in rules
    ]
    for rule in rules:
        parts += ["", *_rule(rule)]
    return "\n".join(parts) + "\n"


def _rule(rule: Rule) -> Iterator[str]:
    yield f"## {rule.code}"
    yield ""
    yield f"**{rule.name.capitalize()}.** {rule.why}"
    if rule.example is not None:
        for label, text in (("Found in", rule.example.bad), ("Better", rule.example.good)):
            yield from (
                "",
                f"{label}:",
                "",
                "```text",
                *(harmless(line) for line in text.rstrip().split("\n")),
                "```",
            )


def _commands() -> str:
    parts = ["# Commands", "", NOTE, "", "Exit codes: 0 clean, 1 findings, 2 the tool failed."]
    for command in COMMANDS:
        parts += [
            "",
            f"## askonce {command.words}",
            "",
            command.summary,
            "",
            "```sh",
            command.example,
            "```",
            "",
        ]
        parts += [f"- `{' '.join(one.names)}`: {one.says}" for one in command.arguments]
    parts += ["", "## Settings", ""]
    parts += [
        "- `ASKONCE_CACHE`: the folder for summaries of packs that were checked (`$XDG_CACHE_HOME/askonce`, else `~/.cache/askonce`)",
        "- `ASKONCE_TRACEBACK`: set to 1, a fault of askonce itself shows where it happened",
    ]
    return "\n".join(parts) + "\n"


def write(folder: Path) -> None:
    """Write all pages into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_bytes(text.encode())


if __name__ == "__main__":
    write(Path(sys.argv[1]))
