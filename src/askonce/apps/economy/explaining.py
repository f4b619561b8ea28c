"""Why a match stands where it does, in words: what fits, what is not known, what fails, and what ranked it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import msgspec

from askonce.apps.economy.matching import Check, Match, Said, Saving, Verdict
from askonce.apps.economy.terms import Terms
from askonce.cases.wording.bilingual import LISTED, Text, both, plain, said, same
from askonce.cases.wording.values import say_date, say_money, say_value
from askonce.feel.values import Money

_VERDICTS: Final[Mapping[Verdict, Text]] = {
    Verdict.FEASIBLE: both("It fits in all that the need asks for.", "符合需求提出的全部条件。"),
    Verdict.POSSIBLE: both("It may fit. Not known: {what}.", "可能符合。尚不清楚：{what}。"),
    Verdict.NEAR: both("It nearly fits. What fails: {what}.", "接近符合。不符合之处：{what}。"),
    Verdict.OUT: both("It does not fit. What fails: {what}.", "不符合。不符合之处：{what}。"),
}
_STATES: Final[Mapping[str, Text]] = {
    "pass": both(
        "{name}: asked for {asked}, offered {offered}. It fits ({where}).",
        "{name}：需要{asked}，提供{offered}，符合（{where}）。",
    ),
    "fail": both(
        "{name}: asked for {asked}, offered {offered}. It does not fit ({where}).",
        "{name}：需要{asked}，提供{offered}，不符合（{where}）。",
    ),
    "unknown": both(
        "{name}: asked for {asked}. Whether it fits is not known ({where}).",
        "{name}：需要{asked}，是否符合尚不清楚（{where}）。",
    ),
}
_WHERE: Final = both("{register}, {day}", "{register}，{day}")
_SHARES: Final[Mapping[str, Text]] = {
    "words": both(
        "It says {value} of what the need says in words: {part} of the score.",
        "需求所述内容中，它含有{value}：计{part}分。",
    ),
    "class": both(
        "Its class of products agrees by {value}: {part} of the score.", "产品类别相符{value}：计{part}分。"
    ),
    "confirmed": both(
        "An officer confirmed a match like it ({value} alike): {part} of the score.",
        "专员曾确认类似的对接（相似{value}）：计{part}分。",
    ),
    "rejected": both(
        "An officer rejected a match like it ({value} alike): {part} of the score.",
        "专员曾否决类似的对接（相似{value}）：计{part}分。",
    ),
}
_SCORE: Final = both("Its score is {score} of 100.", "得分{score}（满分100）。")
_TIE: Final = both(
    "It is {metres} m away; among equals the nearer comes first.", "相距{metres}米；得分相同者近者在前。"
)
_SAVED: Final = both("It would save {each} apiece.", "每件可节省{each}。")
_SAVED_MONTHLY: Final = both(
    "It would save {each} apiece, {monthly} a month.", "每件可节省{each}，每月可节省{monthly}。"
)
_DEARER: Final = both("It would cost {each} more apiece.", "每件将多付{each}。")


class Called(msgspec.Struct, frozen=True):
    """What a pack calls its registers, and the words of its choices."""

    registers: Mapping[str, Text] = {}
    words: Mapping[str, Text] = {}

    def value(self, one: Said, terms: Terms) -> Text:
        """A datum in words: a word of a choice as the pack calls it, a text as it stands."""
        if isinstance(one.value, str):
            return (
                self.words.get(one.value, same(one.value)) if one.path in terms.choices else same(one.value)
            )
        return say_value(one.value)


def explain(match: Match, terms: Terms, language: str, called: Called) -> tuple[str, ...]:
    """The sentences in one language."""
    return tuple(_Telling(terms, language, called).sentences(match))


class _Telling:
    """Says things in one language: whoever reads one is not kept waiting for the other."""

    def __init__(self, terms: Terms, language: str, called: Called) -> None:
        self.language = language
        self.names = {one.name: said(one.title, one.name)[language] for one in terms.constraints}
        self.terms = terms
        self.called = called

    def sentences(self, match: Match) -> Iterator[str]:
        """All that there is to say of a match."""
        telling = "unknown" if match.verdict is Verdict.POSSIBLE else "fail"
        what = self.joined(self.names[check.name] for check in match.checks if check.state == telling)
        yield self.filled(_VERDICTS[match.verdict], what=what)
        for check in match.checks:
            yield self.checked(check)
        yield self.filled(_SCORE, score=_points(match.score))
        for share in match.shares:
            yield self.filled(
                _SHARES[share.feature], value=f"{round(share.value * 100)}%", part=_points(share.part)
            )
        if match.distance_m is not None:
            yield self.filled(_TIE, metres=f"{match.distance_m:,}")
        if match.saving is not None:
            yield self.saved(match.saving)

    def filled(self, pattern: Text, **parts: str) -> str:
        """A pattern with its places filled."""
        return pattern[self.language].format(**parts)

    def joined(self, parts: Iterable[str]) -> str:
        """Several texts as one."""
        return LISTED[self.language].join(parts)

    def checked(self, check: Check) -> str:
        """One constraint."""
        register = self.called.registers.get(check.source) or plain(check.source)
        day = say_date(check.as_of)[self.language]
        return self.filled(
            _STATES[check.state],
            name=self.names[check.name],
            asked=self.values(check.asked),
            offered=self.values(check.offered),
            where=self.filled(_WHERE, register=register[self.language], day=day),
        )

    def values(self, data: Iterable[Said]) -> str:
        """What a side says; what it does not say is left out."""
        return self.joined(
            self.called.value(one, self.terms)[self.language] for one in data if one.value is not None
        )

    def saved(self, saving: Saving) -> str:
        """What would be saved, or paid more."""
        each = saving.each
        if each.amount < 0:
            dearer = say_money(Money(-each.amount, each.currency))[self.language]
            return self.filled(_DEARER, each=dearer)
        money = say_money(each)[self.language]
        if saving.monthly is None:
            return self.filled(_SAVED, each=money)
        return self.filled(_SAVED_MONTHLY, each=money, monthly=say_money(saving.monthly)[self.language])


def _points(part: float) -> str:
    """A part of a score as points of a hundred, with one decimal where it has one."""
    return f"{round(part * 100, 1):g}"
