"""The interview as a talk: questions go to a terminal, answers come line by line."""

from __future__ import annotations

import re
from typing import BinaryIO, Final

import msgspec

from askonce.cases.answer import Unclear, plain_words, quoted, read_answer
from askonce.cases.interview import (
    Answers,
    Interview,
    Progress,
    doubtful,
    may_be_none,
    progress,
    question_type,
    unlikely,
)
from askonce.cases.wording.bilingual import EMPTY, Text, both, fill, same
from askonce.cli.asking import Wording
from askonce.cli.terminal import Terminal
from askonce.feel.types import INTEGER, NUMBER, TEXT, ListType, MoneyType, Type
from askonce.norms.residue import count_name
from askonce.registers.fact import DECLINED, NONE, Fact, known

WHY: Final = frozenset({"?", "why", "为什么"})
BACK: Final = frozenset({"back", "返回"})
DECLINE: Final = frozenset({"decline", "不提供"})
NONE_WORDS: Final = frozenset({"none", "无"})
QUIT: Final = frozenset({"quit", "exit", "退出"})
CHANGE: Final = re.compile(r"(?:change\b|修改)(.*)")
#: A longer line is no answer, and is read past.
MOST_BYTES: Final = 4096

HELP = both(
    "Answer, or type: ? (why it is asked) · back · change NUMBER · decline · none (there is no such thing) · quit",
    "请回答，或输入：?（为什么询问）· 返回 · 修改 序号 · 不提供 · 无 · 退出",
)
DONE = both("Everything that matters has been asked.", "所需问题均已询问完毕。")
STUCK = both("No further question can decide it.", "继续询问已不能得出结果。")
STOPPED = both("Stopped before everything was asked; what was answered:", "尚未问完即已停止。已回答：")
STOPPED_BARE = both("Stopped before anything was asked.", "尚未回答任何问题即已停止。")
GIVEN = both("Known already:", "已知信息：")
CHANGED = both("Now: {answer} (Enter keeps it)", "现为：{answer}（直接回车则保留）")
LEAVE = both(
    "Type `change NUMBER` to change an answer, or press Enter to leave.",
    "输入“修改 序号”可更改答案，直接回车则结束。",
)
CONFIRM = both(
    "Type `decline` once more to leave it at that, or answer.",
    "如确定不提供，请再次输入“不提供”；也可直接回答。",
)
NOT_NONE = both(
    "only you can say this, and it cannot be none; answer or `decline`",
    "此项只能由您本人说明，不能为“无”，请回答或输入“不提供”",
)
FIRST = both("this is the first question", "这是第一个问题")
NOT_THERE = both(
    "nothing that was answered is called {words}; there are:", "没有名为{words}的已答问题，已答问题有："
)
WHICH = both("say which one, by its number:", "请注明要修改的序号：")
NOTHING = both("nothing was answered yet", "尚未回答任何问题")
NO_TEXT = both("that was no text in UTF-8; answer again", "输入的不是UTF-8文字，请重新回答")
TOO_LONG = both("that line is too long for an answer; answer again", "输入过长，请重新回答")
UNUSED = both("no longer matters", "不再影响结果")


def changed(words: str) -> str | None:
    """What is to be changed, where the words say so.

    >>> changed("Change 2"), changed("修改2"), changed("changed")
    ('2', '2', None)
    """
    found = CHANGE.fullmatch(words.casefold())
    return None if found is None else found[1].strip()


class Line(msgspec.Struct, frozen=True):
    """What was typed, or what is wrong with it; neither at the end of the input."""

    words: str | None = None
    wrong: Text | None = None


class Talk:
    """One interview; `source` gives the lines, and `watched` says that a person sits at it."""

    def __init__(
        self, interview: Interview, wording: Wording, answers: Answers, language: str, terminal: Terminal,
        source: BinaryIO | None,
    ) -> None:  # fmt: skip
        self.interview = interview
        self.wording = wording
        self.answers = answers
        self.language = language
        self.terminal = terminal
        self.source = source
        self.watched = source is not None and source.isatty()
        self.again: str | None = None
        self.doubted: tuple[str, Fact] | None = None
        self.current: str | None = None

    def run(self) -> bool:
        """Ask until nothing more is to be asked or the person leaves; whether it was decided."""
        self.say(self.wording.head())
        self.say(HELP)
        if self.answers.given:
            self.say(GIVEN)
            self.list_answers(self.standing())
        while True:
            standing = self.standing()
            name = self.again or standing.next
            if name is None:
                self.end(standing)
                if not (self.watched and self.reconsider()):
                    return standing.decided
            elif not self.turn(name, standing):
                self.say(STOPPED if self.answers.facts else STOPPED_BARE)
                self.show(standing)
                return standing.decided and standing.next is None

    def standing(self) -> Progress:
        """Where the interview stands."""
        return progress(self.interview, self.answers.facts, self.answers.order, self.current)

    def turn(self, name: str, standing: Progress) -> bool:
        """Ask one question until it has an answer, or another was chosen; False where the person leaves."""
        self.current, self.again = name, None
        before = self.answers.facts.get(name)
        self.put(name, before)
        warned = False
        while True:
            line = self.read()
            if line.wrong is not None:
                self.note(line.wrong)
                continue
            words = plain_words(line.words or "")
            if line.words is None or words.casefold() in QUIT:
                return False
            if not words and before is not None:
                return True
            if not words or words.casefold() in WHY:
                self.why(name, standing)
            elif words.casefold() in DECLINE:
                if self.declines(name, standing, warned=warned):
                    return True
                warned = True
            elif self.moves(name, words) if self.is_command(name, words) else self.answer(name, words):
                return True

    def put(self, name: str, before: Fact | None) -> None:
        """Show a question, with the answer that it has where it is put again."""
        self.terminal.say("")
        self.say(fill(both("{number}. {words}", "{number}. {words}"), number=same(str(self.number(name))), words=self.wording.question(name)))  # fmt: skip
        self.note(self.wording.hint(name))
        if before is not None:
            self.note(fill(CHANGED, answer=self.wording.answer(name, before)))

    def number(self, name: str) -> int:
        """The number of a question: the place of its answer among all, the next one where it has none."""
        facts = list(self.answers.facts)
        return facts.index(name) + 1 if name in facts else len(facts) + 1

    def read(self) -> Line:
        """The next line; what is read from a file is shown as it would stand in a terminal."""
        if self.watched:
            self.terminal.prompt("> ")
        raw = self.source.readline(MOST_BYTES) if self.source is not None else b""
        if not raw:
            if self.watched:
                self.terminal.say("")
            return Line()
        if len(raw) == MOST_BYTES and not raw.endswith(b"\n"):
            self.read_past()
            return Line(wrong=TOO_LONG)
        try:
            words = raw.decode()
        except UnicodeDecodeError:
            return Line(wrong=NO_TEXT)
        if not self.watched:
            self.terminal.say(f"> {quoted(words.strip())['en'][1:-1]}".rstrip())
        return Line(words)

    def read_past(self) -> None:
        """Leave out the rest of a line."""
        while self.source is not None:
            rest = self.source.readline(MOST_BYTES)
            if not rest or rest.endswith(b"\n"):
                return

    def why(self, name: str, standing: Progress) -> None:
        """Say why a question is asked."""
        for reason in self.wording.reasons(name, standing):
            self.note(reason)

    def declines(self, name: str, standing: Progress, *, warned: bool) -> bool:
        """Take a refusal to answer, once the person knows what follows from it."""
        follows = None if warned else self.wording.without(name, standing)
        if follows is not None:
            self.note(follows)
            self.note(CONFIRM)
            return False
        self.keep(name, DECLINED)
        return True

    def moves(self, name: str, words: str) -> bool:
        """Go to a question that was answered already; whether another is to be put."""
        if words.casefold() in BACK:
            earlier = self.earlier(name)
            if earlier is None:
                self.note(FIRST)
                return False
            self.again = earlier
            return True
        wanted = changed(words)
        return wanted is not None and self.choose(wanted)

    def is_command(self, name: str, words: str) -> bool:
        """Whether words go to another question; in an answer in words, only what names one that was answered."""
        if words.casefold() in BACK:
            return True
        wanted = changed(words)
        free = question_type(self.interview, name) in {None, TEXT}
        return wanted is not None and (not free or self.find(wanted) is not None)

    def earlier(self, name: str) -> str | None:
        """The question that was answered before this one, or last."""
        order = self.answers.order
        place = order.index(name) if name in order else len(order)
        return order[place - 1] if place else None

    def choose(self, words: str) -> bool:
        """Put a question again that is called by its number, its name or its words."""
        found = self.find(words)
        if found is None:
            lost = fill(NOT_THERE, words=quoted(words)) if words else WHICH
            self.note(lost if self.answers.facts else NOTHING)
            self.list_answers(self.standing())
            return False
        if isinstance(question_type(self.interview, found), ListType):  # given as a whole: asked one by one
            self.answers = self.answers.without(found)
            found = count_name(found)
        self.again = found
        return True

    def find(self, words: str) -> str | None:
        """The fact that is called so, by its number on the screen, its name or its words."""
        wanted = words.casefold()
        for number, name in enumerate(self.answers.facts, start=1):
            called = {str(number), name.casefold()}
            called |= {plain_words(title).casefold() for title in self.wording.question(name).values()}
            if wanted in called:
                return name
        return None

    def answer(self, name: str, words: str) -> bool:
        """Take an answer; one that says nothing is asked again."""
        kind = question_type(self.interview, name) or TEXT
        found = read_answer(words, kind, self.wording.options(name))
        if words.casefold() in NONE_WORDS and (isinstance(found, Unclear) or kind == TEXT):
            return self.take_none(name, kind)
        if isinstance(found, Unclear):
            self.note(found.reason)
            return False
        wrong = unlikely(self.interview, name, found)
        if wrong is not None:
            self.note(wrong)
            return False
        doubt = doubtful(self.interview, name, found)
        if doubt is not None and self.doubted != (name, known(found)):
            self.doubted = (name, known(found))
            self.note(doubt)
            return False
        self.keep(name, known(found))
        return True

    def take_none(self, name: str, kind: Type) -> bool:
        """Take it that there is none: for what only a person can say, none of an amount is nought."""
        if may_be_none(self.interview, name):
            self.keep(name, NONE)
            return True
        if isinstance(kind, MoneyType) or kind in {NUMBER, INTEGER}:
            nought = read_answer("0", kind)
            if not isinstance(nought, Unclear):
                self.keep(name, known(nought))
                return True
        self.note(NOT_NONE)
        return False

    def keep(self, name: str, fact: Fact) -> None:
        """Take a fact as the answer."""
        self.answers = self.answers.told(name, fact)

    def end(self, standing: Progress) -> None:
        """Say that nothing more is asked, and what came out."""
        self.say(DONE if standing.decided else STUCK)
        self.show(standing)

    def reconsider(self) -> bool:
        """Let a person change an answer before leaving; whether one is to be put again."""
        self.terminal.say("")
        self.say(LEAVE)
        while True:
            line = self.read()
            words = plain_words(line.words or "")
            if line.wrong is None and (not words or words.casefold() in QUIT):
                return False
            wanted = changed(words)
            if line.wrong is not None or wanted is None:
                self.note(line.wrong or LEAVE)
            elif self.choose(wanted):
                return True

    def show(self, standing: Progress) -> None:
        """What was answered, and what came out of it."""
        self.list_answers(standing)
        self.terminal.say("")
        for sentence in self.wording.outcome(standing, self.answers.facts):
            self.say(sentence)

    def list_answers(self, standing: Progress) -> None:
        """All facts that are known, with their numbers."""
        for number, (name, fact) in enumerate(self.answers.facts.items(), start=1):
            self.note(self.wording.line(number, name, fact, UNUSED if name in standing.idle else EMPTY))

    def note(self, words: Text) -> None:
        """Write something that belongs to a question."""
        self.terminal.say(f"   {words[self.language]}")

    def say(self, words: Text) -> None:
        """Write a line in the language of the talk."""
        self.terminal.say(words[self.language])
