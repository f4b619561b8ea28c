"""Examples in a pack's own documents: each fenced block of YAML must be a definition that reads clean."""

from collections.abc import Iterator

import msgspec

from askonce.pack.language import Language
from askonce.pack.wording import UNKNOWN_KIND
from askonce.text.diagnostic import Diagnostic, Example, Rule, Severity
from askonce.text.node import Mapping
from askonce.text.source import split_lines
from askonce.text.span import Span

FENCE = "```"


def check_examples(language: Language, path: str, text: str) -> Iterator[Diagnostic]:
    """Read every block fenced as `yaml`; a finding in it is the document's."""
    from askonce.text.yaml import read_yaml  # costs 0.02 s, which a pack that stands as it was saves

    for first_line, block in fenced_blocks(text):
        nodes, found = read_yaml(path, block)
        findings = list(found)
        for node in nodes:
            if not isinstance(node, Mapping):
                continue
            kind = language.kinds.get(next(iter(node.entries), ""))
            if kind is None:
                findings.append(UNKNOWN_KIND.at(node.span, "the example begins with no kind of definition"))
            else:
                findings.extend(kind.decode(node)[1].found)
        for finding in findings:
            yield BAD_EXAMPLE.at(
                _moved(finding.span, first_line),
                f"the example does not check: {finding.message}",
                repair=finding.help,
            )


def fenced_blocks(text: str) -> Iterator[tuple[int, str]]:
    """Give each block fenced as `yaml` with the number of lines before it."""
    block: list[str] | None = None
    first = 0
    for number, line in enumerate(split_lines(text), start=1):
        if block is None and line.strip() == f"{FENCE}yaml":
            block, first = [], number
        elif block is not None and line.strip() == FENCE:
            yield first, "\n".join(block) + "\n"
            block = None
        elif block is not None:
            block.append(line)


def _moved(span: Span, lines: int) -> Span:
    return msgspec.structs.replace(span, line=span.line + lines, end_line=span.end_line + lines)


BAD_EXAMPLE = Rule(
    "AO020",
    "example that does not check",
    Severity.ERROR,
    "an example in a document of the pack is no definition that reads clean",
    "People copy examples. One that has gone stale teaches a word that no longer exists.",
    Example(
        bad="--- guide.md\n# Guide\n\n```yaml\ncalendar: county\ntitel: {en: County, zh: 县}\n```\n",
        good="--- guide.md\n# Guide\n\n```yaml\ncalendar: county\ntitle: {en: County, zh: 县}\n```\n",
        quotes="titel",
    ),
)
