"""How facts, decisions, clocks and histories are shown to people: shared by every group that shows a case."""

from askonce.web.pages.shown.cases import CaseShown, case_of, ready_of, running_of, title_of
from askonce.web.pages.shown.clocks import Clock, clock_of, left_in_words, state_tag, working_days
from askonce.web.pages.shown.facts import (
    Action,
    FactLine,
    Tag,
    facts_of,
    label_of,
    labels_of,
    read_times,
)
from askonce.web.pages.shown.histories import HistoryLine, actor, history_of
from askonce.web.pages.shown.phrases import phrase, say_day, say_moment
from askonce.web.pages.shown.rulings import Part, RulingShown, kinds_of, ruling_of

__all__ = [
    "Action", "CaseShown", "Clock", "FactLine", "HistoryLine", "Part", "RulingShown", "Tag", "actor", "case_of", "clock_of",
    "facts_of", "history_of", "kinds_of", "label_of", "labels_of", "left_in_words", "phrase", "read_times", "ready_of", "ruling_of", "running_of",
    "say_day", "say_moment", "state_tag", "title_of", "working_days",
]  # fmt: skip
