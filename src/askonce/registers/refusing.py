"""What the exchange says when it does not give: the word for programs, and the reason in English and Chinese."""

from __future__ import annotations

from askonce.registers.refusal import Refusal


def no_purpose(purpose: str) -> Refusal:
    """No purpose was named, or one that the pack does not have."""
    if not purpose:
        return Refusal(
            "no-purpose", {"en": "no purpose was named for which to read", "zh": "未说明读取数据的目的"}
        )
    return Refusal(
        "no-purpose",
        {"en": f"there is no purpose `{purpose}` for which to read", "zh": f"没有名为“{purpose}”的读取目的"},
    )


def draft_purpose(purpose: str, basis: str) -> Refusal:
    """The purpose is a draft, and only what was adopted binds people."""
    return Refusal(
        "draft-purpose",
        {"en": f"purpose `{purpose}` has not been adopted", "zh": f"目的“{purpose}”尚未依法通过"},
        basis,
    )


def no_basis() -> Refusal:
    """No article was named by which to read or write."""
    return Refusal("no-basis", {"en": "no article was named that allows it", "zh": "未说明所依据的条款"})


def closed(register: str, name: str, purpose: str, basis: str) -> Refusal:
    """The door is shut to the purpose."""
    return Refusal(
        "closed",
        {
            "en": f"`{register}.{name}` is not open to the purpose `{purpose}`",
            "zh": f"“{register}.{name}”不向目的“{purpose}”开放",
        },
        basis,
    )


def no_case(basis: str) -> Refusal:
    """What is read about people is read for a case."""
    return Refusal(
        "no-case", {"en": "no case was named for which to read", "zh": "未说明为哪一件办件读取"}, basis
    )


def not_assigned(case: str, basis: str) -> Refusal:
    """The case is somebody else's."""
    return Refusal(
        "not-assigned",
        {"en": f"case `{case}` is not assigned to you", "zh": f"办件“{case}”未分派给您"},
        basis,
    )


def no_consent(purpose: str, basis: str) -> Refusal:
    """Whom it is about has not agreed, or no longer does."""
    return Refusal(
        "no-consent",
        {
            "en": f"whom it is about has not agreed to be read about for `{purpose}`",
            "zh": f"当事人未同意为“{purpose}”读取其数据",
        },
        basis,
    )


def no_authority(authority: str, purpose: str, basis: str) -> Refusal:
    """An authority of another jurisdiction asks, and no article lets it."""
    return Refusal(
        "no-authority",
        {
            "en": f"`{authority}` may not ask for the purpose `{purpose}`",
            "zh": f"“{authority}”不得为目的“{purpose}”查询",
        },
        basis,
    )


def no_glass(purpose: str, basis: str) -> Refusal:
    """The role is none that may read without a case."""
    return Refusal(
        "no-glass",
        {
            "en": f"your role may not read for `{purpose}` without a case",
            "zh": f"您的岗位不得在没有办件的情况下为“{purpose}”读取数据",
        },
        basis,
    )


def no_reason() -> Refusal:
    """Who reads without a case says why."""
    return Refusal(
        "no-reason", {"en": "a reason is needed to read without a case", "zh": "无办件读取须说明理由"}
    )


def not_writable(register: str, name: str, basis: str) -> Refusal:
    """Somebody else writes this."""
    return Refusal(
        "not-writable",
        {"en": f"`{register}.{name}` is written by others", "zh": f"“{register}.{name}”由其他单位或事项填写"},
        basis,
    )


def wrong_type(register: str, name: str, wanted: str) -> Refusal:
    """A value is not of the type that the register holds."""
    return Refusal(
        "wrong-type",
        {
            "en": f"`{register}.{name}` holds values of the type `{wanted}`, and another was given",
            "zh": f"“{register}.{name}”的类型为“{wanted}”，所给的值不符",
        },
    )


def unknown(name: str) -> Refusal:
    """No register has it."""
    return Refusal("unknown", {"en": f"no register has `{name}`", "zh": f"没有登记册含有“{name}”"})
