"""The words of the page `today` for one thing each: a title, a term, a register, what a service asks and takes."""

from typing import Any

from askonce.apps.government.today_views import Line, Words
from askonce.cases.measure import Figures
from askonce.cases.wording.bilingual import both, fill
from askonce.cases.wording.values import say_date
from askonce.pack.kinds import Adoption, Definition
from askonce.registers.model import Register


def title_of(definition: Definition) -> Words:
    """The title of a definition, or its name."""
    return (definition.title.texts if definition.title else {}) or {"en": definition.id}


def said_in(texts: Words, code: str) -> str:
    """A text in a language, or in the first that there is."""
    return texts.get(code) or next(iter(texts.values()), "")


def questions_line(one: Figures) -> Words:
    """How many questions a service asks, and how much of it is known already."""
    if one.questions is None:
        return {"en": "questions not stated", "zh": "未说明提问数"}
    noun = "question" if one.questions == 1 else "questions"
    return {
        "en": f"{one.questions} {noun}, {one.prefilled} known",
        "zh": f"提问 {one.questions} 项，已知 {one.prefilled} 项",
    }


def visits_line(one: Figures) -> Words:
    """How many visits a service needs."""
    if one.visits is None:
        return {"en": "visits not stated", "zh": "未说明到场次数"}
    return {"en": f"{one.visits} visit{'' if one.visits == 1 else 's'}", "zh": f"到场 {one.visits} 次"}


def known_line(one: Figures) -> Words:
    """How much of a service is filled in for people, and how much they are asked."""
    return {
        "en": f"{one.prefilled} filled in, {one.questions or 0} asked",
        "zh": f"预填 {one.prefilled} 项，询问 {one.questions or 0} 项",
    }


def minutes_line(one: Figures) -> Words:
    """The hours that people spend on a service in a year, and what makes them up."""
    if one.minutes_per_year is None:
        return {"en": "volume not stated", "zh": "办件量未说明"}
    minutes = f"{one.minutes:,.1f}".removesuffix(".0")
    return {
        "en": f"{one.minutes_per_year / 60:,.0f} hours: {minutes} minutes × {one.filings:,}",
        "zh": f"{one.minutes_per_year / 60:,.0f} 小时：{minutes} 分钟 × {one.filings:,} 件",
    }


def adopted_words(adopted: Adoption | None) -> Words:
    """When a text was adopted, or that it is a draft."""
    if adopted is None or adopted.on is None:
        return both("draft", "草案")
    return fill(both("adopted on {on}", "{on}通过"), on=say_date(adopted.on))


def term_words(service: Any) -> Words:
    """The time that a service promises, and that the law allows."""
    term = service.term
    if term is None or not (term.promised or term.legal):
        return {"en": "not stated", "zh": "未说明"}
    units = {
        "working day": "个工作日",
        "day": "天",
        "hour": "小时",
        "week": "周",
        "month": "个月",
        "year": "年",
        "minute": "分钟",
    }
    english, chinese = [], []
    for word, period, said in (("promised", term.promised, "承诺"), ("by law", term.legal, "法定")):
        if period is not None:
            english.append(f"{period} {word}")
            chinese.append(f"{said} {period.count} {units[period.unit]}")
    return {"en": ", ".join(english), "zh": "，".join(chinese)}


def register_line(register: Register) -> Line:
    """A register, with how many data it holds and opens, and when it does not answer."""
    count = len(register.attributes)
    opened = sum(1 for one in register.attributes.values() if one.open_to)
    source = register.source
    closed = {
        "monday": "周一",
        "tuesday": "周二",
        "wednesday": "周三",
        "thursday": "周四",
        "friday": "周五",
        "saturday": "周六",
        "sunday": "周日",
    }
    english, chinese = f"{count} data, {opened} open", f"{count} 项数据，{opened} 项开放"
    if source is not None and source.kind == "snapshot" and source.delay is not None:
        english, chinese = english + f"; a snapshot {source.delay} old", chinese + "；定期快照"
    if source is not None and source.closed:
        english += "; closed on " + ", ".join(day.capitalize() for day in source.closed)
        chinese += "；" + "、".join(closed[day] for day in source.closed) + "不提供服务"
    return Line(title_of(register), {"en": english, "zh": chinese})
