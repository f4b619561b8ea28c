"""Problems as RFC 9457 has them: each refusal with its status, its words in the reader's language, and its article."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from askonce.registers.refusal import Refusal

MEDIA: Final = b"application/problem+json"
_URN: Final = "urn:askonce:problem:"

#: What the edge itself refuses, in its own words.
WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "no-token": ("this needs a token that is in force", "需要有效的令牌"),
    "not-for-you": ("this is not open to whoever you are here", "您在此处的身份不能使用此项"),
    "no-such-thing": ("there is no such thing", "没有这一项"),
    "no-such-case": ("there is no such case that you may see", "没有您可以查看的这一案件"),
    "no-such-method": ("this cannot be done here", "此处不能这样操作"),
    "no-such-host": ("this house does not answer to that name", "本服务不以该主机名应答"),
    "too-large": ("the body is too large", "内容过大"),
    "too-slow": ("the body took too long to arrive", "内容传送过慢"),
    "no-json": ("the body is no JSON as this takes it", "内容不是本接口接受的 JSON"),
    "misfit": ("the body does not fit what this takes", "内容与本接口的要求不符"),
    "misfit-query": ("the query does not fit what this takes", "查询参数与本接口的要求不符"),
    "not-json": ("the body has to be `application/json`", "内容类型须为 application/json"),
    "no-key": ("a write needs an `Idempotency-Key` of 8 to 200 plain characters", "写入须带 Idempotency-Key（8 至 200 个字符）"),
    "key-reused": ("this key was used for another request", "该键已用于另一请求"),
    "no-if-match": ("say with `If-Match` which state of the case you saw", "请用 If-Match 说明您看到的案件状态"),
    "no-form": ("what was sent is no form of ours", "提交的内容不是本系统的表单"),
    "other-site": ("this form was sent from another site; nothing was done", "该表单由其他网站提交，未作任何处理"),
    "old-form": ("this form is too old, or you signed in or out since it was opened; open it again. Nothing was done", "该表单已失效，或打开后您已登录或退出。请重新打开，未作任何处理"),
    "too-many": ("too many requests; wait a little", "请求过多，请稍候"),
    "busy": ("too much is being done just now; try again in a moment", "系统繁忙，请稍后再试"),
    "away": ("the database does not answer, and it is not known whether this was done: ask again soon with the same key", "数据库暂无应答，无法确认是否已处理，请稍后以同一键重试"),
    "fault": ("a fault of ours; nothing was done", "系统内部错误，未作任何处理"),
    "other-identifiers": ("this house names people by another scheme, or has not said by which", "本系统对当事人采用另一种标识体系，或尚未说明"),
    "unsupported-grant-type": ("the grant type is `client_credentials`", "授权类型须为 client_credentials"),
    "wrong-client": ("no client has this name and secret", "没有此名称与密钥的客户端"),
}  # fmt: skip

_GROUPS: Final[Mapping[int, str]] = {
    400: "no-form no-json no-key unsupported-grant-type misfit-query",
    401: "no-token wrong-client",
    403: "other-site old-form not-for-you not-your-role own-judge no-mandate no-consent not-named-officer register-refuses no-purpose no-basis "
    "draft-purpose closed not-assigned no-case no-glass not-writable no-authority "
    "not-yours-to-dispute withheld",
    404: "no-such-thing no-such-case no-such-service not-yours unknown",
    405: "no-such-method",
    408: "too-slow",
    409: "wrong-state already-held no-notice not-heard unsound-data term-over unsettled done-already draft",
    412: "changed",
    413: "too-large",
    415: "not-json",
    421: "no-such-host",
    422: "not-yet not-concerned missing-answers misread bad-choice outcome-wrong reason-needed no-reason wrong-type misfit key-reused other-identifiers "
    "bad-id too-long too-many-chosen number-too-large unknown-officer",
    428: "no-if-match",
    429: "too-many",
    500: "fault",
    503: "busy away",
}
STATUS: Final[Mapping[str, int]] = {
    code: status for status, codes in _GROUPS.items() for code in codes.split()
}

#: A case of another answers as one that is not there: nobody learns that it exists.
_SAME_AS_ABSENT: Final = "not-yours"


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """What went wrong, as programs and people read it; `basis` is the article that says so."""

    type: str
    title: str
    status: int
    code: str
    detail: str = ""
    basis: str = ""


def refused(code: str, detail: str = "", chinese: str = "") -> Refusal:
    """A refusal of the edge itself, with what more there is to say.

    >>> refused("too-many").reason["en"]
    'too many requests; wait a little'
    """
    english, words = WORDS[code]
    return Refusal(
        code,
        {
            "en": f"{english}: {detail}" if detail else english,
            "zh": f"{words}：{chinese or detail}" if detail else words,
        },
    )


def status_of(refusal: Refusal) -> int:
    """The status of HTTP that a refusal has; a code that the edge does not know is a conflict with how things stand."""
    return STATUS.get(refusal.code, 409)


def problem_of(refusal: Refusal, language: str) -> Problem:
    """A refusal as a problem in a language.

    >>> problem_of(Refusal("term-over", {"en": "the time to object is over"}, "admin-law/6"), "zh").basis
    'admin-law/6'
    """
    if refusal.code == _SAME_AS_ABSENT:
        refusal = refused("no-such-case")
    words = (
        refusal.reason.get(language) or refusal.reason.get("en") or next(iter(refusal.reason.values()), "")
    )
    return Problem(
        f"{_URN}{refusal.code}",
        refusal.code.replace("-", " "),
        status_of(refusal),
        refusal.code,
        words,
        refusal.basis,
    )


def preferred_language(header: str) -> str:
    """The language that a reader prefers of those that we speak; English where none is.

    >>> [
    ...     preferred_language(one)
    ...     for one in ("zh-CN,zh;q=0.9,en;q=0.8", "fr, en;q=0.5", "en;q=0.1, zh;q=0.7", "*")
    ... ]
    ['zh', 'en', 'zh', 'en']
    """
    best, chosen = 0.0, "en"
    for part in header[:200].split(","):
        name, _, weight = part.strip().partition(";")
        language = name.strip().lower().partition("-")[0]
        if language in ("en", "zh"):
            quality = _quality(weight)
            if quality > best:
                best, chosen = quality, language
    return chosen


def _quality(weight: str) -> float:
    name, _, number = weight.strip().partition("=")
    try:
        return min(max(float(number), 0.0), 1.0) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0
