"""Findings shown to people in a terminal, or to programs as JSON."""

import re
from collections.abc import Iterable, Iterator
from functools import partial

import msgspec

from askonce.text.diagnostic import Diagnostic, Severity
from askonce.text.source import HIDDEN, Lines
from askonce.text.span import Span

TAB = "    "
WIDEST = 160  # code points of a line that are shown around a finding
BEFORE = 60
STYLES = {"error": "1;31", "warning": "1;33", "proposal": "1;36", "path": "1", "gutter": "2", "help": "1;32"}


def render_terminal(
    findings: Iterable[Diagnostic],
    lines: Lines,
    *,
    files: int,
    colour: bool = False,
    show_proposals: bool = True,
) -> str:
    """Show each finding with its places and its repair, then count them; `files` were checked."""
    findings = tuple(findings)
    paint = partial(_paint, colour=colour)
    shown = (one for one in findings if show_proposals or one.severity is not Severity.PROPOSAL)
    blocks = ["\n".join(_block(one, lines, paint)) for one in shown]
    return "\n\n".join([*blocks, count_findings(findings, files)]) + "\n"


def count_findings(findings: Iterable[Diagnostic], files: int) -> str:
    """Say in one line how many findings there are; `files` is how many files were checked.

    >>> count_findings([], 92)
    '0 findings in 92 files'
    """
    findings = tuple(findings)
    counts = _counts(findings)
    found = [
        _number(count, noun)
        for count, noun in ((counts.errors, "error"), (counts.warnings, "warning"))
        if count
    ]
    where = {one.span.path for one in findings if one.severity is not Severity.PROPOSAL}
    line = f"{', '.join(found) or '0 findings'} in {_number(len(where) if found else files, 'file')}"
    return f"{line}; {_number(counts.proposals, 'proposal')}" if counts.proposals else line


def harmless(text: str) -> str:
    r"""Show a text of a stranger on one line, with a sign for each character that would act on a terminal.

    >>> harmless("\x1b[31mred\n")
    '␛[31mred␊'
    """
    return HIDDEN.sub(_sign, text)


def _sign(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"<U+{code:04X}>"


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _paint(style: str, text: str, *, colour: bool) -> str:
    return f"\x1b[{STYLES[style]}m{text}\x1b[0m" if colour else text


def _block(finding: Diagnostic, lines: Lines, paint: "partial[str]") -> Iterator[str]:
    word = finding.severity.value
    places = [(finding.span, ""), *((related.span, related.message) for related in finding.related)]
    gutter = max(len(str(span.line)) for span, _ in places) + 1
    for number, (span, message) in enumerate(places):
        where = paint("path", f"{harmless(str(span))}:")
        if number == 0:
            yield f"{where} {paint(word, f'{word} {finding.code}')} {harmless(finding.message)}"
        else:
            yield f"{where} {harmless(message)}"
        excerpt = _excerpt(span, lines)
        if excerpt is not None:
            text, carets = excerpt
            yield f"{paint('gutter', f'{span.line:>{gutter}} |')} {text}".rstrip()
            yield f"{paint('gutter', f'{chr(32):>{gutter}} |')} {paint(word, carets)}"
    if finding.help:
        yield f"{paint('help', 'help:')} {harmless(finding.help)}"


def _excerpt(span: Span, lines: Lines) -> tuple[str, str] | None:
    """Give the line that a span begins on and the carets under it, or nothing where there is no such line."""
    if span.cell:
        return None
    known = lines(span.path)
    if known is None or not 1 <= span.line <= len(known):
        return None
    line = known[span.line - 1]
    if not line.strip():
        return None
    start = min(span.column - 1, len(line))
    end = len(line.rstrip()) if span.end_line > span.line else min(span.end_column - 1, len(line))
    low = max(0, start - BEFORE) if len(line) > WIDEST else 0
    high = low + WIDEST
    before = ("…" if low else "") + _shown(line[low:start])
    marked = _shown(line[start : min(max(end, start), high)])
    after = _shown(line[max(end, start) : high]) + ("…" if len(line) > high else "")
    return before + marked + after, " " * _width(before) + "^" * max(1, _width(marked))


def _shown(text: str) -> str:
    return harmless(text.replace("\t", TAB))


def _width(text: str) -> int:
    """How many columns of a terminal a text takes; Chinese characters take two, accents none."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth  # costs 0.01 s, which JSON and English save

    width = wcswidth(text)
    return width if width >= 0 else len(text)


class Place(msgspec.Struct, frozen=True):
    """A second place of a finding, and what stands there."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    cell: str
    message: str


class Finding(msgspec.Struct, frozen=True):
    """A finding as programs read it.

    Lines and columns count code points from 1, the end is exclusive; in a workbook they are row and column,
    and `cell` is the name that an author sees.
    """

    code: str
    severity: Severity
    message: str
    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    cell: str
    related: tuple[Place, ...]
    help: str


class Counts(msgspec.Struct, frozen=True):
    """How many findings there are of each severity."""

    errors: int
    warnings: int
    proposals: int


class Findings(msgspec.Struct, frozen=True):
    """All that a check found: what to mend, what is proposed to others, how many files were read."""

    findings: tuple[Finding, ...]
    proposals: tuple[Finding, ...]
    files: int
    counts: Counts


def render_json(findings: Iterable[Diagnostic], *, files: int) -> str:
    """Write the findings as one JSON object, whose members are those of `Findings`."""
    findings = tuple(findings)
    report = Findings(
        tuple(_finding(one) for one in findings if one.severity is not Severity.PROPOSAL),
        tuple(_finding(one) for one in findings if one.severity is Severity.PROPOSAL),
        files,
        _counts(findings),
    )
    return escaped(msgspec.json.format(msgspec.json.encode(report), indent=2).decode()) + "\n"


def escaped(text: str) -> str:
    r"""JSON in which characters that cannot be seen, or would act on a terminal, are written by their numbers.

    >>> escaped('{"a": "\u202eb"}')
    '{"a": "\\u202eb"}'
    """
    return HIDDEN.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    if found[0] == "\n":  # the layout's own: within a text the encoder has escaped it
        return "\n"
    units = found[0].encode("utf-16-be")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def _finding(one: Diagnostic) -> Finding:
    related = tuple(Place(*_place(other.span), whole(other.message)) for other in one.related)
    return Finding(
        one.code, one.severity, whole(one.message), *_place(one.span), related=related, help=whole(one.help)
    )


def _place(span: Span) -> tuple[str, int, int, int, int, str]:
    return whole(span.path), span.line, span.column, span.end_line, span.end_column, whole(span.cell)


def whole(text: str) -> str:
    """Replace half characters, which no encoding can write."""
    return text.encode("utf-8", "replace").decode()


def _counts(findings: tuple[Diagnostic, ...]) -> Counts:
    by = {severity: sum(one.severity is severity for one in findings) for severity in Severity}
    return Counts(by[Severity.ERROR], by[Severity.WARNING], by[Severity.PROPOSAL])
