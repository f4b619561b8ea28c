"""A change as a value: what differs, in words, and whether people are better or worse off."""

import msgspec

from askonce.cases.changes.said import SAID
from askonce.cases.wording.bilingual import EMPTY, Text, both, fill, in_brackets

BETTER, WORSE, OTHER = "better", "worse", "other"
OPPOSITE = {BETTER: WORSE, WORSE: BETTER, OTHER: OTHER}
#: What definitions of a kind of the kernel are called.
SORTS = {
    "service": both("Service", "事项"),
    "report": both("Report", "报表"),
    "norm": both("Rule", "规则"),
    "parameter": both("Rate", "标准"),
    "purpose": both("Purpose", "目的"),
    "register": both("Register", "登记册"),
    "concept": both("Datum", "数据项"),
    "word": both("Option", "选项"),
    "law": both("Law", "法规"),
}


class Change(msgspec.Struct, frozen=True):
    """One thing that changes for residents or firms.

    `service` is the name of the service or report, empty where the change concerns none alone; `title` what
    it is called; `what` the code of the change, a key of `SAID`; `words` says it; `weight` is `better`,
    `worse` or `other` for those who file. `kind` is `service`, `report`, `norm`, `parameter`, `purpose`, `register`, `concept`, `word`,
    `law` or one that an application adds, `sort` what such definitions are called; `about` names what has changed as files do, so that two changes of one code differ in it; `touches`
    lists the services and reports that an opened or closed attribute concerns.
    """

    service: str
    title: Text
    what: str
    words: Text
    weight: str
    kind: str
    about: str
    before: Text
    after: Text
    touches: tuple[str, ...] = ()
    sort: Text = {}


class Difference(msgspec.Struct, frozen=True):
    """A change that does not know yet for which service it holds; a note stands in brackets behind its words."""

    what: str
    about: str
    thing: Text
    before: Text
    after: Text
    weight: str
    touches: tuple[str, ...] = ()
    note: Text = {}

    def of(self, kind: str, service: str, title: Text, sort: Text | None = None) -> Change:
        """The change for one service, or for none; a kind that an application adds says what its definitions are called."""
        words = fill(SAID[self.what].words, thing=self.thing, before=self.before, after=self.after)
        words = in_brackets(words, self.note) if self.note else words
        return Change(
            service,
            title,
            self.what,
            words,
            self.weight,
            kind,
            self.about,
            self.before,
            self.after,
            self.touches,
            sort or SORTS[kind],
        )


def differ(
    what: str,
    about: str = "",
    *,
    thing: Text = EMPTY,
    before: Text = EMPTY,
    after: Text = EMPTY,
    weight: str = "",
    touches: tuple[str, ...] = (),
) -> Difference:
    """A difference, of the weight that its code has unless another is given."""
    return Difference(what, about, thing, before, after, weight or SAID[what].weight, touches)


def weigh(before: float, after: float, *, more: str) -> str:
    """Whether a figure that went up or down leaves people better or worse off, `more` being what more of it is.

    >>> weigh(18, 20, more="worse"), weigh(60, 30, more="better"), weigh(1, 1, more="better")
    ('worse', 'worse', 'other')
    """
    if before == after:
        return OTHER
    return more if after > before else OPPOSITE[more]
