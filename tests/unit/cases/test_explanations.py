"""Explanations of the example county's norms, word by word: what a clerk would send."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from askonce.assembly import LANGUAGE
from askonce.cases.wording.bilingual import LANGUAGES
from askonce.cases.wording.explanations import tell
from askonce.cases.wording.titles import Titles
from askonce.feel.residual import value_of
from askonce.feel.values import Money, Value
from askonce.norms.explain import Foreseen, explain
from askonce.norms.residue import prepare
from askonce.norms.ruling import Ruling, all_on, book_of, rule
from askonce.pack.passes import check_folder
from askonce.registers.fact import DECLINED, Fact, State, known

QINGSHAN = Path(__file__).resolve().parents[3] / "packs" / "qingshan"
DAY = date(2026, 11, 21)


@cache
def bound() -> Any:
    return check_folder(QINGSHAN, LANGUAGE, on=DAY, keep=True).bound


def yuan(amount: int) -> Money:
    return Money(Decimal(amount), "CNY")


def doubted(*, value: Value) -> Fact:
    return Fact(State.KNOWN, value, source="people", as_of=date(2026, 6, 3), stale=True, disputed=True)


CASES: dict[str, tuple[str, dict[str, Value | Fact]]] = {
    "granted by age": ("meal-price", {"birth": date(1958, 3, 12)}),
    "refused, and a row that does not matter left out": (
        "building-permit", {"use": "farmland", "slides": True, "storeys": Decimal(2)},
    ),
    "no outcome": ("adoption-right", {"birth": None, "convicted": False}),
    "undecided": ("child-benefit", {"birth": date(2024, 2, 29)}),
    "undecided for want of what was declined": ("adoption-right", {"convicted": False, "children": DECLINED}),
    "declined, with a consequence": (
        "minimum-income",
        {"household": Decimal(3), "wage": yuan(2000), "spouse_wage": None, "pension": None, "other_income": DECLINED},
    ),
    "an amount that is reckoned": (
        "minimum-income",
        {"household": Decimal(3), "wage": yuan(2000), "spouse_wage": None, "pension": None, "other_income": yuan(0)},
    ),
    "refused by what several facts make": (
        "minimum-income",
        {"household": Decimal(2), "wage": yuan(5000), "spouse_wage": None, "pension": None, "other_income": yuan(0)},
    ),
    "a list": (
        "rent-aid",
        {
            "household": Decimal(3), "wages": (yuan(3000), None), "minimum_income": False, "homes": Decimal(0),
            "rent": yuan(1500),
        },
    ),
    "several words of a choice": ("chronic-cover", {"scheme": "employee", "disease": "hypertension"}),
    "refused on what is disputed": ("adoption-right", {"convicted": doubted(value=True)}),
    "a formula with a condition": ("online-shop-fee", {"village": False}),
    "a rate alone": ("child-benefit", {"birth": date(2025, 2, 28), "children": Decimal(1)}),
}  # fmt: skip


def told(case: str, language: str) -> list[str]:
    norm, facts = CASES[case]
    ruling = rule(norm, book_of(bound()), all_on(DAY))
    assert isinstance(ruling, Ruling)
    assert facts.keys() <= {name for name, _ in ruling.inputs}
    made = {name: one if isinstance(one, Fact) else known(one) for name, one in facts.items()}
    account = tell(explain(ruling, made, Foreseen(prepare(ruling))), Titles(bound()))
    return [one[language] for one in account.sentences()]


EXPECTED: dict[str, dict[str, tuple[str, ...]]] = {
    "granted by age": {
        "en": (
            "Price of a meal: 15 CNY.",
            "Reasons – age: 68 (the rule: 60 or over).",
            "These facts alone decide it – Date of birth: 12 March 1958.",
            "Legal basis: Canteen Rules, article 4.",
            "If “age” were “under 60”, it would be: 18 CNY.",
        ),
        "zh": (
            "餐价：15元。",
            "理由：年龄为68（规定：满60岁）。",
            "仅凭以下事实即可决定：出生日期为1958年3月12日。",
            "依据：《社区食堂规定》第4条。",
            "若年龄为“未满60岁”，则结果为：18元。",
        ),
    },
    "refused, and a row that does not matter left out": {
        "en": (
            "Permit for a house in a village: refused.",
            "Reasons – Use of the property (building plot): farmland (the rule: farmland or woodland).",
            "The rule says: no house is built on farmland or in a wood.",
            "These facts alone decide it – Use of the property (building plot): farmland.",
            "Legal basis: Land and Buildings Act, article 8.2.",
        ),
        "zh": (
            "村民建房许可：不批准。",
            "理由：不动产用途（名下不动产）为耕地（规定：耕地或林地）。",
            "规则说明：耕地、林地上不得建房。",
            "仅凭以下事实即可决定：不动产用途（名下不动产）为耕地。",
            "依据：《不动产与建设条例》第8条第2款。",
        ),
    },
    "no outcome": {
        "en": (
            "Right to adopt: no outcome, because no row of the table applies.",
            "These facts alone decide it – Date of birth: none on record; Sentenced for a crime against a child: no.",
            "Legal basis: Marriage and Family Act, article 10.",
            "If “age” were “under 30”, it would be: refused.",
            "If “Sentenced for a crime against a child” were “yes”, it would be: refused.",
        ),
        "zh": (
            "收养条件：无结果，因为表中没有适用的行。",
            "仅凭以下事实即可决定：出生日期：无记录；有无侵害未成年人犯罪记录：否。",
            "依据：《婚姻家庭条例》第10条。",
            "若年龄为“未满30岁”，则结果为：不批准。",
            "若有无侵害未成年人犯罪记录为“是”，则结果为：不批准。",
        ),
    },
    "undecided": {
        "en": (
            "Child benefit: not decided yet. It may come out as – decision: granted, amount: 300 CNY; or decision: granted, amount: 500 CNY.",
            "It still depends on: number of children.",
            "Known so far – Date of birth (child): 29 February 2024.",
            "Legal basis: Child and Public Health Rules, article 3.",
        ),
        "zh": (
            "育儿补贴：尚不能决定。可能的结果：决定为批准，金额为300元；或决定为批准，金额为500元。",
            "尚待确认：子女数量。",
            "目前已知：出生日期（子女）为2024年2月29日。",
            "依据：《妇幼与公共卫生规定》第3条。",
        ),
    },
    "undecided for want of what was declined": {
        "en": (
            "Right to adopt: not decided yet. It may come out as – refused.",
            "It still depends on: Date of birth.",
            "You chose not to give “number of children”, and the rule does not say what then follows: an officer has to decide.",
            "Known so far – Sentenced for a crime against a child: no.",
            "Legal basis: Marriage and Family Act, article 10.",
        ),
        "zh": (
            "收养条件：尚不能决定。可能的结果：不批准。",
            "尚待确认：出生日期。",
            "您选择不提供“子女数量”，规定未明确此种情形如何处理，须由工作人员决定。",
            "目前已知：有无侵害未成年人犯罪记录：否。",
            "依据：《婚姻家庭条例》第10条。",
        ),
    },
    "declined, with a consequence": {
        "en": (
            "Minimum income – decision: refused, amount: 0 CNY.",
            "Reason: you chose not to give “Other income a month”, and the rule lays down this outcome for that case. You may still give it.",
            "Legal basis: Care Act, article 8.",
        ),
        "zh": (
            "最低生活保障：决定为不批准，金额为0元。",
            "理由：您选择不提供“每月其他收入”，规定对此情形的处理即为上述结果。您仍可补充提供。",
            "依据：《社会救助与养老条例》第8条。",
        ),
    },
    "an amount that is reckoned": {
        "en": (
            "Minimum income – decision: granted, amount: 1,150 CNY.",
            "Reasons – income a head: about 666.67 CNY (the rule: under Minimum income line a head and month, 1,050 CNY).",
            "Amount is reckoned as (“Minimum income line a head and month” − “income a head”) × “People in the household”, rounded to a whole number – People in the household: 3; Minimum income line a head and month: 1,050 CNY; income a head: about 666.67 CNY.",
            "Worked out from the facts – earned income: 2,000 CNY; income: 2,000 CNY.",
            "These facts alone decide it – People in the household: 3; Wage a month: 2,000 CNY; Wage a month (Spouse): none on record; Pension a month: none on record; Other income a month: 0 CNY.",
            "Legal basis: Care Act, article 8.",
            "If “income a head” were “Minimum income line a head and month, 1,050 CNY or more”, it would be – decision: refused, amount: 0 CNY.",
        ),
        "zh": (
            "最低生活保障：决定为批准，金额为1,150元。",
            "理由：人均收入约为666.67元（规定：低于最低生活保障标准（每人每月）即1,050元）。",
            "金额的计算方法：（“最低生活保障标准（每人每月）” − “人均收入”） × “家庭人数”，四舍五入取整数。其中，家庭人数为3；最低生活保障标准（每人每月）为1,050元；人均收入约为666.67元。",
            "据此得出：劳动收入为2,000元；收入为2,000元。",
            "仅凭以下事实即可决定：家庭人数为3；月工资为2,000元；月工资（配偶）：无记录；月养老金：无记录；每月其他收入为0元。",
            "依据：《社会救助与养老条例》第8条。",
            "若人均收入为“不低于最低生活保障标准（每人每月）即1,050元”，则结果为：决定为不批准，金额为0元。",
        ),
    },
    "refused by what several facts make": {
        "en": (
            "Minimum income – decision: refused, amount: 0 CNY.",
            "Reasons – income a head: 2,500 CNY (the rule: Minimum income line a head and month, 1,050 CNY or more).",
            "Worked out from the facts – earned income: 5,000 CNY; income: 5,000 CNY.",
            "These facts alone decide it – People in the household: 2; Wage a month: 5,000 CNY; Wage a month (Spouse): none on record; Pension a month: none on record; Other income a month: 0 CNY.",
            "Legal basis: Care Act, article 8.",
            "If “income a head” were “under Minimum income line a head and month, 1,050 CNY”, it would be – decision: granted.",
        ),
        "zh": (
            "最低生活保障：决定为不批准，金额为0元。",
            "理由：人均收入为2,500元（规定：不低于最低生活保障标准（每人每月）即1,050元）。",
            "据此得出：劳动收入为5,000元；收入为5,000元。",
            "仅凭以下事实即可决定：家庭人数为2；月工资为5,000元；月工资（配偶）：无记录；月养老金：无记录；每月其他收入为0元。",
            "依据：《社会救助与养老条例》第8条。",
            "若人均收入为“低于最低生活保障标准（每人每月）即1,050元”，则结果为：决定为批准。",
        ),
    },
    "a list": {
        "en": (
            "Rent aid – decision: granted, amount: 480 CNY.",
            "Reasons – number of household, Owned property: 0 (the rule: at most 0); poor household: yes.",
            "Amount is reckoned as the smaller of “Rent a month (Home)” and (“Rent aid for each person a month” × “People in the household”) – People in the household: 3; Rent a month (Home): 1,500 CNY; Rent aid for each person a month: 160 CNY.",
            "Worked out from the facts – earned income: 3,000 CNY.",
            "These facts alone decide it – People in the household: 3; Wage a month (Household): 3,000 CNY, none on record; number of household, Owned property: 0; Rent a month (Home): 1,500 CNY.",
            "Legal basis: Rental and Housing Aid Rules, article 5.",
            "If “number of household, Owned property” were “over 0”, it would be – decision: refused, amount: 0 CNY.",
            "If “poor household” were “no”, it would be – decision: refused, amount: 0 CNY.",
        ),
        "zh": (
            "租房补贴：决定为批准，金额为480元。",
            "理由：家庭成员、名下不动产数量为0（规定：不超过0）；困难家庭：是。",
            "金额的计算方法：“月租金（住所）”与（“租房补贴标准（每人每月）” × “家庭人数”）中的较小值。其中，家庭人数为3；月租金（住所）为1,500元；租房补贴标准（每人每月）为160元。",
            "据此得出：劳动收入为3,000元。",
            "仅凭以下事实即可决定：家庭人数为3；月工资（家庭成员）为3,000元、无记录；家庭成员、名下不动产数量为0；月租金（住所）为1,500元。",
            "依据：《租赁与住房保障规定》第5条。",
            "若家庭成员、名下不动产数量为“超过0”，则结果为：决定为不批准，金额为0元。",
            "若困难家庭为“否”，则结果为：决定为不批准，金额为0元。",
        ),
    },
    "several words of a choice": {
        "en": (
            "Outpatient cover for a chronic disease: granted.",
            "Reasons – Medical insurance scheme: employees' scheme (the rule: residents' scheme or employees' scheme); What the doctor diagnosed: hypertension (the rule: diabetes, hypertension or kidney disease).",
            "These facts alone decide it – Medical insurance scheme: employees' scheme; What the doctor diagnosed: hypertension.",
            "Legal basis: Medical Insurance Act, article 8.",
            "If “Medical insurance scheme” were “none”, it would be: refused.",
            "If “What the doctor diagnosed” were “other”, it would be: seen by a doctor of the office.",
        ),
        "zh": (
            "门诊慢性病待遇：批准。",
            "理由：医保险种为职工医保（规定：居民医保或职工医保）；诊断病种为高血压（规定：糖尿病、高血压或肾病）。",
            "仅凭以下事实即可决定：医保险种为职工医保；诊断病种为高血压。",
            "依据：《医疗保障条例》第8条。",
            "若医保险种为“无”，则结果为：不批准。",
            "若诊断病种为“其他”，则结果为：由医师复核。",
        ),
    },
    "refused on what is disputed": {
        "en": (
            "Right to adopt: refused.",
            "Reasons – Sentenced for a crime against a child: yes.",
            "These facts alone decide it – Sentenced for a crime against a child: yes (People, 3 June 2026, may be out of date, disputed).",
            "Some of this is disputed or may be out of date: nothing may be refused on it before it has been checked.",
            "Legal basis: Marriage and Family Act, article 12.",
        ),
        "zh": (
            "收养条件：不批准。",
            "理由：有无侵害未成年人犯罪记录：是。",
            "仅凭以下事实即可决定：有无侵害未成年人犯罪记录：是（人口，2026年6月3日，可能已过时，有异议）。",
            "上述事实中有的存在异议或可能已过时，核实之前不得据此作出不利决定。",
            "依据：《婚姻家庭条例》第12条。",
        ),
    },
    "a formula with a condition": {
        "en": (
            "Fee for the entry of an online shop: 50 CNY.",
            "Reasons – Seat in a village: no.",
            "These facts alone decide it – Seat in a village: no.",
            "Legal basis: Market Act, article 9.",
            "If “Seat in a village” were “yes”, it would be: 0 CNY.",
        ),
        "zh": (
            "网店登记收费：50元。",
            "理由：是否农村企业：否。",
            "仅凭以下事实即可决定：是否农村企业：否。",
            "依据：《市场主体条例》第9条。",
            "若是否农村企业为“是”，则结果为：0元。",
        ),
    },
    "a rate alone": {
        "en": (
            "Child benefit – decision: granted, amount: 300 CNY.",
            "Reasons – age: 1 (the rule: under 3); number of children: 1 (the rule: at most 1).",
            "Amount is “Child benefit for a first child a month”: 300 CNY.",
            "These facts alone decide it – Date of birth (child): 28 February 2025; number of children: 1.",
            "Legal basis: Child and Public Health Rules, article 3.",
            "If “age” were “3 or over”, it would be – decision: refused, amount: 0 CNY.",
            "If “number of children” were “over 1”, it would be – decision: granted, amount: 500 CNY.",
        ),
        "zh": (
            "育儿补贴：决定为批准，金额为300元。",
            "理由：年龄为1（规定：未满3岁）；子女数量为1（规定：不超过1）。",
            "金额按“育儿补贴一孩标准（每月）”确定，即300元。",
            "仅凭以下事实即可决定：出生日期（子女）为2025年2月28日；子女数量为1。",
            "依据：《妇幼与公共卫生规定》第3条。",
            "若年龄为“满3岁”，则结果为：决定为不批准，金额为0元。",
            "若子女数量为“超过1”，则结果为：决定为批准，金额为500元。",
        ),
    },
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_the_sentences_are_those_a_clerk_would_send(case: str, language: str) -> None:
    assert tuple(told(case, language)) == EXPECTED[case][language]


def test_no_change_is_promised_that_hangs_on_what_nobody_has_said() -> None:
    ruling = rule("adoption-right", book_of(bound()), all_on(DAY))
    assert isinstance(ruling, Ruling)
    prospects = Foreseen(prepare(ruling))
    alone = explain(ruling, {"convicted": known(value=True)}, prospects)
    assert alone.decided
    assert alone.changes == ()


def test_a_row_that_applies_by_what_does_not_matter_is_not_told() -> None:
    ruling = rule("building-permit", book_of(bound()), all_on(DAY))
    assert isinstance(ruling, Ruling)
    made = {"use": known("farmland"), "slides": known(value=True), "storeys": known(Decimal(2))}
    found = explain(ruling, made, Foreseen(prepare(ruling)))
    assert [name for name, _ in found.facts] == ["use"]
    assert [row.number for row in found.rows] == [1]


def test_the_consequence_of_declining_is_the_whole_row() -> None:
    ruling = rule("minimum-income", book_of(bound()), all_on(DAY))
    assert isinstance(ruling, Ruling)
    stated = prepare(ruling).consequences["other_income"]
    assert value_of(stated) == {"decision": "refused", "amount": yuan(0)}
