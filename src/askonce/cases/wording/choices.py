"""The words for the fixed choices of a pack's words: `ask`, `month`, `favourable`, `unique`."""

from collections.abc import Mapping

from askonce.cases.wording.bilingual import NOT_STATED, Text, both, plain

WHAT_THEN = {
    "accept": both("it is used all the same", "照常使用"),
    "ask": both("the person is asked", "改问本人"),
    "wait": both("the case waits", "案件等待"),
    "refuse": both("the case is refused", "不予办理"),
}
TIMES = {
    "event": both("on the day of the event", "事发当日"),
    "application": both("on the day of filing", "申请当日"),
    "decision": both("on the day of the decision", "决定当日"),
    "latest": both("as it stands", "最新"),
    "month": both("of the month", "当月"),
    "quarter": both("of the quarter", "当季"),
    "year": both("of the year", "当年"),
    "any": both("of any day, its history being kept", "任一日（保留历史）"),
}
ROUNDS = {
    "day": both("every day", "每日"),
    "week": both("every week", "每周"),
    "month": both("every month", "每月"),
    "quarter": both("every quarter", "每季"),
    "half-year": both("every half-year", "每半年"),
    "year": both("every year", "每年"),
    "once": both("once", "一次"),
}
EFFECTS = {
    "favourable": both("in the person's favour", "授益"),
    "adverse": both("a burden on the person", "负担"),
    "neutral": both("reckons only", "仅作计算"),
}
GOVERNED_BY = {
    "event": both("the day of the event decides which text holds", "以事发之日确定适用文本"),
    "application": both("the day of filing decides which text holds", "以申请之日确定适用文本"),
    "decision": both("the day of the decision decides which text holds", "以决定之日确定适用文本"),
}
DAYS = {
    "event": both("day of the event", "事发之日"),
    "application": both("day of filing", "申请之日"),
    "decision": both("day of the decision", "决定之日"),
}
SENSITIVITIES = {
    "public": both("public", "公开"),
    "internal": both("internal", "内部"),
    "personal": both("personal", "个人信息"),
    "special": both("special", "特殊信息"),
}
HITS = {
    "unique": both("exactly one row applies", "仅有一行适用"),
    "any": both("where several rows apply, they say the same", "多行适用时结论相同"),
    "first": both("the first row that applies decides", "自上而下，首个适用的行为准"),
    "priority": both(
        "of the rows that apply, the outcome listed first wins", "多行适用时，排序在先的结果为准"
    ),
    "rule order": both("all rows that apply count, in the order of the rows", "适用的各行均计入，按行序排列"),
    "output order": both(
        "all rows that apply count, by the order of outcomes", "适用的各行均计入，按结果排序"
    ),
    "collect": both("all rows that apply count", "适用的各行均计入"),
    "collect sum": both("the outcomes of all rows that apply are added up", "适用各行的结果相加"),
    "collect min": both("the least outcome of the rows that apply counts", "适用各行中取最小值"),
    "collect max": both("the greatest outcome of the rows that apply counts", "适用各行中取最大值"),
    "collect count": both("the rows that apply are counted", "统计适用的行数"),
}
LEAP_DAYS = {
    "28 February": both("28 February", "2月28日"),
    "1 March": both("1 March", "3月1日"),
}
STARTS = {
    "filing": both("from the filing", "自申请之日起"),
    "complete": both("from the complete file", "自材料齐全之日起"),
}
SILENCES = {
    "accepts": both("silence grants it", "逾期未答视为同意"),
    "rejects": both("silence refuses it", "逾期未答视为不同意"),
}
YES_OR_NO = {True: both("yes", "是"), False: both("no", "否")}
#: The outcomes that nearly every norm has; a pack gives its other words for outcomes in one form only.
OUTCOMES = {"granted": both("granted", "批准"), "refused": both("refused", "不批准")}
STATES = {
    "here": both("kept here", "本系统保存"),
    "snapshot": both("loaded as a copy from time to time", "定期载入副本"),
    "sql": both("asked at its source", "向来源查询"),
    "http": both("asked at its source", "向来源查询"),
}


def choose(words: Mapping[str, Text], word: str | None) -> Text:
    """The words for a choice; one that was not made is not stated, one that is unknown stands as it is."""
    if word is None:
        return NOT_STATED
    return words.get(word) or plain(word)
