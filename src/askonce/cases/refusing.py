"""Why somebody may not do something with a case now: each reason with its word, in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from askonce.cases.wording.bilingual import both, fill, same
from askonce.registers.refusal import Refusal

_REASONS: Final[Mapping[str, dict[str, str]]] = {
    "no-such-case": both("there is no such case", "没有这个案件"),
    "no-such-service": both("there is no service `{what}`", "没有服务“{what}”"),
    "not-yours": both("this case is not yours to see or handle", "您无权查看或办理此案件"),
    "changed": both(
        "the case has changed since you looked at it: it has {what} events now",
        "案件在您查看之后已有变动，现有{what}条记录",
    ),
    "wrong-state": both("this cannot be done while the case is {what}", "案件处于“{what}”状态，不能进行此操作"),
    "missing-answers": both("these facts are still to be said: {what}", "尚需提供下列信息：{what}"),
    "already-held": both(
        "`{what}` is not asked ({place}): the register holds it ({held})",
        "“{what}”无需填写（{place}）：登记册已有此信息（{held}）",
    ),
    "not-asked": both("the case does not ask for `{what}`", "本案不询问“{what}”"),
    "misread": both("an answer cannot be read: {what}", "回答无法读取：{what}"),
    "register-refuses": both(
        "{what} cannot be had from its register now, and the text does not allow to go on without it",
        "目前无法从登记册取得{what}，依规定不能继续办理",
    ),
    "no-mandate": both(
        "you have no mandate to act for this applicant in this service", "您没有代该申请人办理此服务的授权"
    ),
    "said-itself": both(
        "whom it is about has answered `{what}` itself, so nobody else does", "“{what}”已由其本人（本单位）回答，他人不得代答"
    ),
    "only-self": both("only the person may say `{what}`", "“{what}”只能由本人提供"),
    "no-consent": both(
        "whoever files for another at a counter, by telephone or on paper notes how the person agreed",
        "通过窗口、电话或者纸质方式代为提交的，须记录本人同意的方式",
    ),
    "no-applicant": both("it is not said for whom this is filed", "未写明为谁申请"),
    "not-your-role": both("this is for {what} to do", "此操作由{what}办理"),
    "not-at-hand": both("take the case at hand first", "请先领办此案件"),
    "own-judge": both(
        "who decided a case does not decide an objection to it", "作出原决定的人员不得办理对该决定的异议"
    ),
    "own-interest": both(
        "you have an interest in one of the parties: give the case to a colleague",
        "您与当事一方有利害关系，请将案件移交他人办理",
    ),
    "no-notice": both(
        "an adverse decision needs a notice to the person first", "作出不利决定前须先告知当事人"
    ),
    "not-heard": both(
        "the person may speak until {what}, and has not done so under an account of their own",
        "当事人可在{what}前陈述意见，目前尚未由本人账户提交意见",
    ),
    "not-named-officer": both(
        "an adverse decision is taken by a named officer: {what}", "不利决定须由指定人员作出：{what}"
    ),
    "unsound-data": both(
        "an adverse decision cannot rest on data that are disputed or out of date: {what}",
        "不利决定不得依据有异议或者过时的信息：{what}",
    ),
    "reason-needed": both("say the reason", "请说明理由"),
    "term-over": both("the time for this ended on {what}", "办理此事的期限已于{what}届满"),
    "not-yet": both("the day {what} has not come yet", "日期{what}尚未到来"),
    "looked-at-again": both(
        "the decision is looked at again and holds meanwhile, so the filing cannot be taken back",
        "原决定正在重新审查，在此期间继续有效，不能撤回申请",
    ),
    "not-concerned": both(
        "a case is handed over only to an office that its service names or that lies above: not to {what}",
        "案件只能移交该服务所列机关或者上级机关，不能移交{what}",
    ),
    "unsettled": both("no text of the norm is in force for this case: {what}", "没有适用于本案的有效文本：{what}"),
    "draft": both("{what} has not been adopted yet, so nobody can file it", "{what}尚未通过，不能申请"),
    "bad-choice": both("choose {what} among those there are", "请在现有选项中选择{what}"),
    "choose": both("choose who or what is meant: {what}", "请选择：{what}"),
    "done-already": both("this has been done already", "此操作已经完成"),
    "outcome-wrong": both("the outcome does not fit the norms of the service: {what}", "结果与本服务的规则不符：{what}"),
    "not-urgent": both("the service does not say when a case goes before all others", "该服务未规定优先办理的情形"),
    "no-such-datum": both("there is no datum `{what}` that can be read", "没有可以读取的数据“{what}”"),
    "no-such-step": both("after this step one of these follows: {what}", "此步骤之后只能进入：{what}"),
    "no-such-fact": both("no register supplied `{what}` in this case", "本案中没有来自登记册的“{what}”"),
    "opinions-missing": both("these offices have not given their opinion yet: {what}", "下列部门尚未出具意见：{what}"),
    "no-objection": both("nothing has been decided to which one could object", "尚无可以提出异议的决定"),
    "no-system": both("the service has no outside system `{what}`", "此服务没有外部系统“{what}”"),
    "bad-stars": both("give one to five stars", "请评一至五星"),
    "channel-wrong": both(
        "the channel is `online` for the person, and `counter`, `telephone`, `paper` or `link` for who helps",
        "本人提交的渠道为online，协助提交的渠道为counter、telephone、paper或link",
    ),
    "waiting": both("the case waits for these data: {what}", "案件正在等待下列信息：{what}"),
    "bad-id": both("what stands for {what} can be no id", "{what}的编号不正确"),
    "too-many-chosen": both("at most {what} may be named at once", "一次最多指定{what}个"),
    "too-long": both("a text may have at most {what} characters", "文字最多{what}个字符"),
    "number-too-large": both("a number may have at most {what} digits", "数字最多{what}位"),
    "not-yours-to-dispute": both(
        "only the person, or who may act for them, disputes `{what}`", "只有本人或其代理人可以对“{what}”提出异议"
    ),
    "unknown-officer": both("there is no such officer for this step", "没有可以办理此步骤的该工作人员"),
    "withheld": both(
        "the decision rests on data about somebody else; the office that decided explains it",
        "决定依据他人的信息，由作出决定的部门说明",
    ),
    "officer-missing": both("an officer of {what} has to be named", "须指定{what}的工作人员"),
}  # fmt: skip
STATE_WORDS: Final = {
    "waiting": both("waiting", "等待数据"), "open": both("open", "办理中"), "asked": both("asked", "待补正"),
    "decided": both("decided", "已决定"), "closed": both("closed", "已办结"),
    "withdrawn": both("withdrawn", "已撤回"), "erased": both("erased", "已删除"),
}  # fmt: skip


def refuse(
    code: str, what: str | Iterable[str] | dict[str, str] = "", basis: str = "", **more: str
) -> Refusal:
    """A refusal by its word; `what` fills the place in its reason.

    >>> refuse("missing-answers", ["diet", "size"]).reason["en"]
    'these facts are still to be said: diet, size'
    """
    if isinstance(what, dict):
        said = what
    else:
        words = what if isinstance(what, str) else ", ".join(what)
        said = both(words, words if isinstance(what, str) else "、".join(words.split(", ")))
    parts = {name: same(value) for name, value in more.items()}
    return Refusal(code, fill(_REASONS[code], what=said, **parts), basis)
