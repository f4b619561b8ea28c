"""The history of a case as people read it: when, who, and one plain sentence for each thing that happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

import msgspec

from askonce.cases.case import FILER
from askonce.cases.running import Ready
from askonce.cases.view import Happened, View
from askonce.cases.wording.bilingual import EMPTY, Text, join, said
from askonce.cases.wording.titles import Titles
from askonce.cases.wording.values import say_date
from askonce.web.pages.frame.language import mark
from askonce.web.pages.shown.facts import label_of
from askonce.web.pages.shown.phrases import phrase

_YOU: Final = mark("You")
_STOP: Final = {"en": " ", "zh": ""}
_ACTORS: Final[Mapping[str, str]] = {
    "filer": mark("The person"),
    "party": mark("The other side"),
    "norm": mark("By the rules alone"),
    "schedule": mark("On schedule"),
    "officer": mark("An officer"),
    "helper": mark("A helper"),
    "system": mark("An outside system"),
    "silence": mark("By the rules alone"),
}
_NAMED: Final[Mapping[str, str]] = {
    "officer": mark("Officer %(name)s"),
    "helper": mark("Helper %(name)s"),
    "system": mark("System %(name)s"),
}
_CHANNELS: Final[Mapping[str, str]] = {
    "online": mark("It was filed online."),
    "counter": mark("It was filed at a counter."),
    "telephone": mark("It was filed by telephone."),
    "paper": mark("It was filed on paper."),
    "link": mark("It was agreed to by a link that the office had sent."),
}
_OPENED: Final[Mapping[str, str]] = {
    "norm": mark("It began by itself, because the rules say so."),
    "schedule": mark("It began on schedule."),
    "office": mark("The office opened it."),
}


class HistoryLine(msgspec.Struct, frozen=True):
    """Something that happened: when, by whom, what in one or two sentences, and the words that somebody wrote."""

    at: datetime
    by: Text
    text: Text
    words: str = ""


def history_of(
    ready: Ready | None, titles: Titles, view: View, *, own: bool = False
) -> tuple[HistoryLine, ...]:
    """The history of a case, the first event first; `titles` are of the pack under which it runs.

    `own` says that the person reads it, and that nobody acts for them.
    """
    teller = _Teller(ready, titles)
    told = ((one, teller.tell(one)) for one in view.history)
    return tuple(
        HistoryLine(one.at, phrase(_YOU) if own and one.by == FILER else actor(one.by), text, one.words)
        for one, text in told
        if text["en"]
    )


def actor(by: str) -> Text:
    """Who did something, as events and entries name them: an account has a name, a person has none.

    >>> actor("officer:lin.jing")["en"], actor("filer")["en"]
    ('Officer lin.jing', 'The person')
    """
    kind, _, name = by.partition(":")
    if name and kind in _NAMED:
        return phrase(_NAMED[kind], name=name)
    known = _ACTORS.get(kind)
    return phrase(known) if known is not None else EMPTY


class _Teller:
    """Tells what happened in one case."""

    def __init__(self, ready: Ready | None, titles: Titles) -> None:
        self.ready = ready
        self.titles = titles

    def tell(self, one: Happened) -> Text:
        plain = _PLAIN.get(one.kind)
        if plain is not None:
            return phrase(plain)
        told = _TOLD.get(one.kind)
        return told(self, one.more) if told is not None else EMPTY

    def names(self, names: Any) -> Text:
        return join(label_of(self.ready, name, self.titles) for name in names)

    def step(self, name: str) -> Text:
        found = self.ready.words.steps.get(name) if self.ready is not None else None
        return said(found.title) if found is not None and found.title is not None else self.titles.word(name)

    def output(self, name: str) -> Text:
        found = self.ready.outputs.get(name) if self.ready is not None else None
        return said(found.title) if found is not None and found.title is not None else self.titles.word(name)

    def filed(self, more: Mapping[str, Any]) -> Text:
        opened = _OPENED.get(more.get("opened", ""))
        return phrase(opened or _CHANNELS.get(more.get("channel", "online"), _CHANNELS["online"]))

    def learnt(self, more: Mapping[str, Any]) -> Text:
        parts = []
        if more.get("read"):
            parts.append(phrase(mark("Read from registers: %(names)s."), names=self.names(more["read"])))
        if more.get("told"):
            parts.append(phrase(mark("Answered: %(names)s."), names=self.names(more["told"])))
        return join(parts, _STOP)

    def waits(self, more: Mapping[str, Any]) -> Text:
        if not more.get("names"):
            return phrase(mark("It waits for no register any longer."))
        return phrase(mark("It waits for a register to give: %(names)s."), names=self.names(more["names"]))

    def taken(self, more: Mapping[str, Any]) -> Text:
        if "officer" not in more:
            return phrase(mark("An officer took it in hand."))
        return phrase(mark("Officer %(name)s took it in hand."), name=more["officer"])

    def hurried(self, more: Mapping[str, Any]) -> Text:
        if more.get("urgent", True):
            return phrase(mark("It was put before all others."))
        return phrase(mark("It goes in its turn again."))

    def handed(self, more: Mapping[str, Any]) -> Text:
        office = self.titles.title("office", more["office"])
        return phrase(mark("It was handed over to %(office)s."), office=office)

    def asked(self, more: Mapping[str, Any]) -> Text:
        names = self.names(more["names"])
        if not more.get("stops", True):
            return phrase(mark("More was asked for: %(names)s. The clock runs on."), names=names)
        return phrase(
            mark("More was asked for: %(names)s. The clock stands still until the answer."), names=names
        )

    def resumed(self, more: Mapping[str, Any]) -> Text:
        promised, parts = more.get("terms", {}).get("promised"), []
        if more.get("unanswered"):
            names = self.names(more["unanswered"])
            parts.append(phrase(mark("Nobody answered in time: %(names)s."), names=names))
        if promised is None:
            parts.append(phrase(mark("The clock runs on.")))
        else:
            day = say_date(date.fromisoformat(promised))
            parts.append(phrase(mark("The clock runs on, to %(day)s."), day=day))
        return join(parts, _STOP)

    def stepped(self, more: Mapping[str, Any]) -> Text:
        parts = []
        if more.get("step"):
            parts.append(phrase(mark("Step done: %(step)s."), step=self.step(more["step"])))
        if more.get("then"):
            parts.append(phrase(mark("Next step: %(step)s."), step=self.step(more["then"])))
        return join(parts, _STOP)

    def joined(self, more: Mapping[str, Any]) -> Text:
        office = self.titles.title("office", more["office"])
        agrees = mark("%(office)s agrees.")
        return phrase(agrees if more["agrees"] else mark("%(office)s does not agree."), office=office)

    def notified(self, more: Mapping[str, Any]) -> Text:
        return phrase(
            mark("The person was told that the decision may go against them, and may speak until %(day)s."),
            day=say_date(date.fromisoformat(more["until"])),
        )

    def decided(self, more: Mapping[str, Any]) -> Text:
        if more.get("adverse"):
            return phrase(mark("It was decided against the person."))
        return phrase(mark("It was decided."))

    def given(self, more: Mapping[str, Any]) -> Text:
        names = join(map(self.output, more["outputs"]))
        return phrase(mark("Given: %(names)s."), names=names) if names["en"] else EMPTY

    def disputed(self, more: Mapping[str, Any]) -> Text:
        return phrase(
            mark("This was called wrong: %(name)s. The office that holds it looks into it."),
            name=self.names((more["name"],)),
        )

    def settled(self, more: Mapping[str, Any]) -> Text:
        changed = mark("This was looked into and put right: %(name)s.")
        stands = mark("This was looked into and stands: %(name)s.")
        return phrase(changed if more["changed"] else stands, name=self.names((more["name"],)))

    def reviewed(self, more: Mapping[str, Any]) -> Text:
        return phrase(mark("The person rated it: %(stars)s of 5."), stars=more["stars"])

    def late(self, more: Mapping[str, Any]) -> Text:
        office = self.titles.title("office", more["office"]) if more.get("office") else EMPTY
        promised = mark("The promised day passed. The office above was told: %(office)s.")
        legal = mark("The last day by law passed. The office above was told: %(office)s.")
        return phrase(promised if more["term"] == "promised" else legal, office=office)

    def sent(self, more: Mapping[str, Any]) -> Text:
        return phrase(mark("Sent to the system “%(system)s”."), system=more["system"])

    def rekeyed(self, more: Mapping[str, Any]) -> Text:
        return phrase(
            mark("Recorded in the system “%(system)s” under number %(number)s."),
            system=more["system"],
            number=more["number"],
        )

    def closed(self, more: Mapping[str, Any]) -> Text:
        if not more.get("deletes_on"):
            return phrase(mark("It is finished."))
        day = say_date(date.fromisoformat(more["deletes_on"]))
        return phrase(mark("It is finished. What is personal in it is erased on %(day)s."), day=day)


_PLAIN: Final[Mapping[str, str]] = {
    "Proposed": mark("The rules came to a proposal. An officer decides."),
    "Spoke": mark("The person said what they think of it."),
    "Heard": mark("The person was heard."),
    "Withdrawn": mark("The person took it back."),
    "Objected": mark("The person objected. Another office decides about it."),
    "Reopened": mark("The decision is looked at again. It holds until there is another."),
    "Erased": mark("What was personal in it was erased."),
}
_TOLD: Final[Mapping[str, Callable[[_Teller, Mapping[str, Any]], Text]]] = {
    "Filed": _Teller.filed,
    "Learnt": _Teller.learnt,
    "Waits": _Teller.waits,
    "Taken": _Teller.taken,
    "Hurried": _Teller.hurried,
    "HandedOver": _Teller.handed,
    "AskedMore": _Teller.asked,
    "Resumed": _Teller.resumed,
    "Stepped": _Teller.stepped,
    "Joined": _Teller.joined,
    "Notified": _Teller.notified,
    "Decided": _Teller.decided,
    "Given": _Teller.given,
    "Disputed": _Teller.disputed,
    "Settled": _Teller.settled,
    "Reviewed": _Teller.reviewed,
    "Late": _Teller.late,
    "Sent": _Teller.sent,
    "Rekeyed": _Teller.rekeyed,
    "Closed": _Teller.closed,
}
