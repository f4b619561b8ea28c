"""What changes in what things are called by themselves: data, options, laws and who made a law."""

from collections.abc import Iterator
from typing import Final

from askonce.cases.changes.change import Change, differ
from askonce.cases.wording.bilingual import said
from askonce.cases.wording.titles import Titles

#: Kinds of which only the label is compared, as it stands in front of people; what they decide is said where it is used.
LABELLED: Final = ("concept", "word", "law")


def compare_labels(was: Titles, now: Titles) -> Iterator[Change]:
    """Data, options and laws that both packs have under another name, and laws that somebody else has made."""
    for kind in LABELLED:
        olds, news = was.every(kind), now.every(kind)
        for name in sorted(olds.keys() & news.keys()):
            before, after = was.title(kind, name), now.title(kind, name)
            if before != after:
                yield differ("renamed", f"{kind} {name}", before=before, after=after).of(kind, "", after)
    olds, news = was.every("law"), now.every("law")
    for name in sorted(olds.keys() & news.keys()):
        before, after = (said(one[name].enacted_by, "-") for one in (olds, news))
        if before != after:
            change = differ("law-enacted-by", f"law {name}", before=before, after=after)
            yield change.of("law", "", now.title("law", name))
