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
        ('Your card Bcc: x', 'Yes, Li.')
        """
        languages = [self.language] if self.language in self.words else sorted(self.words, key=_place)
        subject = self.subject or _SUBJECTS
        heads = [subject[one] for one in languages if one in subject] or list(subject.values())
        return (
            _BREAK.sub(" ", " / ".join(map(self._filled, heads))).strip(),
            _RULE.join(self._filled(self.words[one]) for one in languages),
        )

    def _filled(self, text: str) -> str:
        """A text with its holes filled; what nobody said stays as it is, so that nothing is silently empty."""
        known = {"case": self.case, **self.values}
        return _HOLE.sub(lambda hole: known.get(hole[1], hole[0]), text)


def _place(language: str) -> tuple[int, str]:
    return (_ORDER.index(language) if language in _ORDER else len(_ORDER), language)
