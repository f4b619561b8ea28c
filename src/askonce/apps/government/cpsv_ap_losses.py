"""What CPSV-AP cannot say of a pack, counted word by word from what the authors wrote."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from askonce.pack.kinds import Definition
from askonce.pack.words import Words

#: The words of each kind that the export says. Under a word that holds a group, the group's own words.
SAID: dict[str, dict[str, frozenset[str]]] = {
    "manifest": {"manifest": frozenset(), "title": frozenset()},
    "law": {"law": frozenset(), "title": frozenset(), "about": frozenset(), "articles": frozenset()},
    "office": dict.fromkeys(("office", "title", "about", "part_of", "code", "hours", "contact"), frozenset()),
    "norm": dict.fromkeys(("norm", "title", "about", "basis", "needs"), frozenset()),
    "life_event": dict.fromkeys(("life_event", "title", "about", "for", "services"), frozenset()),
    "service": {
        **dict.fromkeys(
            ("service", "title", "about", "for", "basis", "office", "joint", "decides"), frozenset()
        ),
        **dict.fromkeys(("online", "paper_form", "information", "fee"), frozenset()),
        "asks": frozenset({"title"}),
        "uses": frozenset({"from"}),
        "documents": frozenset({"title", "produced_by"}),
        "gives": frozenset({"title"}),
        "visit": frozenset({"to", "because"}),
        "term": frozenset({"promised", "legal"}),
        "adopted": frozenset(),
    },
}


def count_losses(models: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """A line for each word, and for each kind, that has no place in the export, with the number lost."""
    for kind, definitions in models.items():
        if kind not in SAID:
            yield f"left out {count_times(len(definitions))}: {_with_article(kind)}"
            continue
        lost: Counter[str] = Counter()
        for definition in definitions.values():
            lost.update(_lost_words(definition, SAID[kind]))
        for path, count in sorted(lost.items()):
            yield f"left out {count_times(count)}: `{path}` of {_with_article(kind)}"


def count_times(count: int) -> str:
    """How often something happened.

    >>> count_times(1), count_times(1200)
    ('once', '1,200 times')
    """
    return "once" if count == 1 else f"{count:,} times"


def _lost_words(definition: Definition, said: Mapping[str, frozenset[str]]) -> Iterator[str]:
    for word in definition.node.entries:
        if word not in said:
            yield word
            continue
        for group in _groups(getattr(definition, word, None)):
            yield from (f"{word}.{inner}" for inner in group.node.entries if inner not in said[word])


def _groups(value: object) -> Iterator[Words]:
    if isinstance(value, Words):
        yield value
    elif isinstance(value, dict):
        yield from (one for one in value.values() if isinstance(one, Words))


def _with_article(noun: str) -> str:
    noun = noun.replace("_", " ")
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
