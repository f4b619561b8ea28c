"""The notice to a person or an office that a message holds, in the languages of the house."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import msgspec

_HOLE: Final = re.compile(r"\{([a-z_][a-z0-9_]*)\}")
_BREAK: Final = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
_SUBJECTS: Final = {"en": "Notice on case {case}", "zh": "事项通知 {case}"}
_ORDER: Final = ("zh", "en")
_RULE: Final = "\n\n----\n\n"
_PLAIN: Final = "en"
_LINE: Final = {"en": "{}: {}", "zh": "{}：{}"}
#: What the values of a notice are called; what is not here goes by its own name.
_LABELS: Final[Mapping[str, Mapping[str, str]]] = {
    "reason": {"en": "reason", "zh": "理由"},
    "until": {"en": "until", "zh": "截止日"},
    "basis": {"en": "article", "zh": "依据"},
    "adverse": {"en": "against you", "zh": "对您不利"},
    "promised": {"en": "promised by", "zh": "承诺期限"},
    "legal": {"en": "at the latest by", "zh": "法定期限"},
    "names": {"en": "what is still needed", "zh": "尚需信息"},
    "office": {"en": "office", "zh": "机关"},
    "datum": {"en": "what was read", "zh": "所查信息"},
    "receipt": {"en": "entry in the ledger", "zh": "账簿编号"},
    "term": {"en": "term", "zh": "期限"},
    "about": {"en": "about", "zh": "事项"},
    "because": {"en": "because of", "zh": "原因"},
    "service": {"en": "service", "zh": "服务"},
}
_ANSWERS: Final[Mapping[str, Mapping[str, str]]] = {
    "true": {"en": "yes", "zh": "是"},
    "false": {"en": "no", "zh": "否"},
}


class Notice(msgspec.Struct, frozen=True):
    """A notice: what it says and under which subject, by language; `{name}` in either stands for one of `values`.

    `language` is the one that its reader wants; all of them follow one another where nothing is known of that.
    """

    words: Mapping[str, str]
    subject: Mapping[str, str] = {}
    values: Mapping[str, str] = {}
    language: str = ""
    case: str = ""
    kind: str = ""

    def wording(self) -> tuple[str, str]:
        r"""The subject, on one line, and the text.

        >>> Notice(
        ...     {"en": "Yes, {who}."}, {"en": "Your {what}"}, {"who": "Li", "what": "card\nBcc: x"}
        ... ).wording()
        ('Your card Bcc: x', 'Yes, Li.\n\nwhat: card\nBcc: x')
        """
        languages = [self.language] if self.language in self.words else sorted(self.words, key=_place)
        subject = self.subject or _SUBJECTS
        heads = [subject[one] for one in languages if one in subject] or list(subject.values())
        return (
            _BREAK.sub(" ", " / ".join(map(self._filled, heads))).strip(),
            _RULE.join(self._told(one) for one in languages),
        )

    def _told(self, language: str) -> str:
        """The text in a language, and below it what its holes did not take: no reason or day that was given is lost."""
        text = self.words[language]
        taken = set(_HOLE.findall(text))
        lines = [
            _LINE[language if language in _LINE else _PLAIN].format(
                _LABELS.get(name, {}).get(language, name), _ANSWERS.get(value, {}).get(language, value)
            )
            for name, value in self.values.items()
            if name not in taken and value
        ]
        return "\n\n".join(filter(None, (self._filled(text), "\n".join(lines))))

    def _filled(self, text: str) -> str:
        """A text with its holes filled; what nobody said stays as it is, so that nothing is silently empty."""
        known = {"case": self.case, **self.values}
        return _HOLE.sub(lambda hole: known.get(hole[1], hole[0]), text)


def _place(language: str) -> tuple[int, str]:
    return (_ORDER.index(language) if language in _ORDER else len(_ORDER), language)
