"""Every code of a change: how it is said, how it weighs, and which code says its reverse."""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from askonce.cases.wording.bilingual import Text, both

B, W, OTHER = "better", "worse", "other"


class Said(msgspec.Struct, frozen=True):
    """A code of a change; `mirror` is the code that the same change has when it is undone."""

    code: str
    mirror: str
    weight: str
    words: Text


def _itself(code: str, en: str, zh: str, weight: str = OTHER) -> Said:
    return Said(code, code, weight, both(en, zh))


def _turned(code: str, en: str, zh: str) -> Said:
    """A code that says what was before and what is after."""
    return _itself(code, f"{en}: {{before}} → {{after}}", f"{zh}：{{before}} → {{after}}")


def _pair(one: Said, other: Said) -> tuple[Said, Said]:
    return (
        msgspec.structs.replace(one, mirror=other.code),
        msgspec.structs.replace(other, mirror=one.code),
    )


CODES: tuple[Said, ...] = (
    # The service or report itself
    *_pair(
        _itself("service-added", "New service ({after})", "新增事项（{after}）", B),
        _itself("service-dropped", "Service ended ({before})", "取消事项（{before}）", W),
    ),
    *_pair(
        _itself("report-added", "New report ({after})", "新增报表（{after}）", W),
        _itself("report-dropped", "Report ended ({before})", "取消报表（{before}）", B),
    ),
    *_pair(
        _itself("service-adopted", "Adopted, no longer a draft: {after}", "由草案转为正式：{after}", B),
        _itself("service-unadopted", "A draft again; it was {before}", "退回草案；原为：{before}", W),
    ),
    *_pair(
        _itself("report-adopted", "Adopted, no longer a draft: {after}", "由草案转为正式：{after}"),
        _itself("report-unadopted", "A draft again; it was {before}", "退回草案；原为：{before}"),
    ),
    _turned("adoption-changed", "Adopted anew", "重新通过"),
    _turned("renamed", "New name", "更名"),
    _turned("filer-changed", "Who may file", "申请人"),
    _turned("subject-changed", "What it is about", "填报对象"),
    _turned("purpose-changed", "Purpose for which data are read", "数据使用目的"),
    _turned("basis-changed", "Legal basis", "法律依据"),
    # Questions and documents
    *_pair(
        _itself("question-added", "Asks a new question: {thing}", "新增一问：{thing}", W),
        _itself("question-dropped", "No longer asks: {thing}", "不再询问：{thing}", B),
    ),
    *_pair(
        _itself(
            "question-known",
            "No longer asks: {thing}; known from {after}",
            "不再询问：{thing}；已由{after}提供",
            B,
        ),
        _itself(
            "question-asked-again",
            "Asks again: {thing}; it was known from {before}",
            "重新询问：{thing}；原由{before}提供",
            W,
        ),
    ),
    *_pair(
        _itself("question-optional", "May now be left open: {thing}", "改为选填：{thing}", B),
        _itself("question-required", "Must now be answered: {thing}", "改为必填：{thing}", W),
    ),
    _turned("question-reworded", "A question in other words", "问题表述"),
    _turned("question-answer", "Answer to “{thing}”", "“{thing}”的答案"),
    _turned("question-repeats", "How often “{thing}” is asked", "“{thing}”询问次数"),
    _turned("question-basis", "Article that allows asking “{thing}”", "询问“{thing}”的依据"),
    *_pair(
        _itself("document-demanded", "Demands a document: {thing}", "新增材料：{thing}", W),
        _itself("document-dropped", "No longer demands: {thing}", "不再提交：{thing}", B),
    ),
    *_pair(
        _itself(
            "document-known",
            "No longer demands: {thing}; known from {after}",
            "不再提交：{thing}；已由{after}提供",
            B,
        ),
        _itself(
            "document-demanded-again",
            "Demands again: {thing}; it was known from {before}",
            "重新要求提交：{thing}；原由{before}提供",
            W,
        ),
    ),
    *_pair(
        _itself("document-original", "The original is now needed: {thing}", "改收原件：{thing}", W),
        _itself("document-copy", "The original is no longer needed: {thing}", "不再收原件：{thing}", B),
    ),
    _turned("document-renamed", "A document under another name", "材料名称"),
    _turned("document-basis", "Article that demands “{thing}”", "要求“{thing}”的依据"),
    # Data read from registers
    *_pair(
        _itself("data-read", "Now reads {thing} from {after}", "改为读取{after}中的{thing}"),
        _itself("data-unread", "No longer reads {thing} from {before}", "不再读取{before}中的{thing}"),
    ),
    _turned("data-time", "The time of which “{thing}” is meant", "“{thing}”的时点"),
    _turned("if-unavailable", "When “{thing}” cannot be had", "“{thing}”无法取得时"),
    _turned("if-stale", "When “{thing}” is out of date", "“{thing}”过期时"),
    _turned("if-disputed", "When “{thing}” is disputed", "“{thing}”有争议时"),
    # Visits, terms, money
    *_pair(
        _itself("visit-added", "Now needs a visit to {after}", "改为须到{after}现场办理", W),
        _itself("visit-dropped", "No longer needs a visit to {before}", "不再须到{before}现场办理", B),
    ),
    _turned("visit-stated", "Visit", "现场办理"),
    _turned("visit-place", "Place of the visit", "现场办理地点"),
    _turned("visit-trips", "Number of trips", "跑动次数"),
    _turned("visit-reason", "Reason for the visit", "现场办理理由"),
    _turned("counter-moved", "Where the counter of {thing} stands", "{thing}窗口地址"),
    _turned("hours-changed", "When the counter of {thing} is open", "{thing}办公时间"),
    _turned("contact-changed", "How to reach {thing}", "{thing}联系方式"),
    *_pair(
        _itself(
            "term-promised-shorter",
            "Promised term shorter: {before} → {after}",
            "承诺时限缩短：{before} → {after}",
            B,
        ),
        _itself(
            "term-promised-longer",
            "Promised term longer: {before} → {after}",
            "承诺时限延长：{before} → {after}",
            W,
        ),
    ),
    _turned("term-promised-changed", "Promised term", "承诺时限"),
    *_pair(
        _itself(
            "term-legal-shorter",
            "Legal term shorter: {before} → {after}",
            "法定时限缩短：{before} → {after}",
            B,
        ),
        _itself(
            "term-legal-longer",
            "Legal term longer: {before} → {after}",
            "法定时限延长：{before} → {after}",
            W,
        ),
    ),
    _turned("term-legal-changed", "Legal term", "法定时限"),
    _turned("term-start", "When the term begins", "时限起算"),
    *_pair(
        _itself("fee-raised", "Fee higher: {before} → {after}", "收费提高：{before} → {after}", W),
        _itself("fee-lowered", "Fee lower: {before} → {after}", "收费降低：{before} → {after}", B),
    ),
    _turned("fee-changed", "Fee", "收费"),
    _turned("benefit-changed", "Benefit as its catalogue states it", "目录所载待遇"),
    *_pair(
        _itself("output-added", "Now gives: {thing}", "新增结果：{thing}", B),
        _itself("output-dropped", "No longer gives: {thing}", "不再发放：{thing}", W),
    ),
    _turned("output-renamed", "What it gives, under another name", "结果名称"),
    # Safeguards
    *_pair(
        _itself("objection-added", "One may now object: {after}", "新增异议渠道：{after}", B),
        _itself(
            "objection-dropped",
            "One may no longer object; until now: {before}",
            "取消异议渠道；原为：{before}",
            W,
        ),
    ),
    *_pair(
        _itself(
            "objection-longer",
            "Time to object longer: {before} → {after}",
            "异议期延长：{before} → {after}",
            B,
        ),
        _itself(
            "objection-shorter",
            "Time to object shorter: {before} → {after}",
            "异议期缩短：{before} → {after}",
            W,
        ),
    ),
    _turned("objection-period", "Time to object", "异议期"),
    _turned("objection-office", "Who hears objections", "异议受理机关"),
    _turned("adverse-notice", "Notice before a decision against the person", "不利决定前的告知期"),
    _turned("adverse-hearing", "Who hears the person before a decision against them", "不利决定前的听取人"),
    _turned("adverse-officer", "Who answers for a decision against the person", "不利决定的具名决定人"),
    _turned("silence-changed", "When no answer comes in time", "逾期未答"),
    _turned("urgent-changed", "When a case goes before others", "优先办理情形"),
    # Who handles it, and how one reaches it
    _turned("office-changed", "Office that answers for it", "承办机关"),
    _turned("joint-changed", "Offices that handle it together", "联办机关"),
    _turned("online-changed", "Online", "网上办理"),
    _turned("prefilled-changed", "Filled in beforehand", "预填"),
    _turned("paper-form-changed", "Form on paper", "纸质表格"),
    _turned("information-changed", "Page about it", "办事指南"),
    _turned("steps-changed", "Steps of handling", "办理环节"),
    _turned("retyped-changed", "Typed again into outside systems", "二次录入"),
    _turned("subjects-changed", "Others whom the case is about", "所涉其他人"),
    # Reports
    _turned("rounds-changed", "How often it is filled", "填报频次"),
    _turned("filled-by-changed", "Who fills it", "填报人"),
    *_pair(
        _itself("duty-laid", "Now a duty of {thing}", "列入{thing}的职责", W),
        _itself("duty-lifted", "No longer a duty of {thing}", "不再是{thing}的职责", B),
    ),
    # Rules that decide
    *_pair(
        _itself("norm-decides", "Now decided by: {thing}", "新增决定规则：{thing}"),
        _itself("norm-decides-no-more", "No longer decided by: {thing}", "不再适用的规则：{thing}"),
    ),
    *_pair(
        _itself("norm-added", "New rule ({after})", "新增规则（{after}）"),
        _itself("norm-dropped", "Rule ended ({before})", "取消规则（{before}）"),
    ),
    *_pair(
        _itself("norm-adopted", "{thing}: no longer a draft, {after}", "{thing}：由草案转为正式，{after}"),
        _itself(
            "norm-unadopted", "{thing}: a draft again; it was {before}", "{thing}：退回草案；原为：{before}"
        ),
    ),
    _turned("norm-adoption", "{thing}, adopted anew", "{thing}，重新通过"),
    *_pair(
        _itself("norm-begins", "{thing}: now in force {after}", "{thing}：新增施行期间，{after}"),
        _itself("norm-ends", "{thing}: no longer in force {before}", "{thing}：不再施行，{before}"),
    ),
    _turned("norm-effect", "Effect of {thing}", "{thing}的性质"),
    _turned("norm-basis", "Article under {thing}", "{thing}的依据"),
    _turned("norm-governed-by", "Which day counts for {thing}", "{thing}的适用日"),
    _turned("norm-case", "{thing}", "{thing}"),
    _turned("norm-formula", "How {thing} is reckoned", "{thing}的算法"),
    _turned("norm-derived", "How {thing} is reckoned", "{thing}的算法"),
    _turned("norm-figures", "Figures by which {thing} is reckoned", "{thing}算法中的数字"),
    _itself(
        "norm-leap-day",
        "{thing}: born on 29 February, of age on {before} → {after}",
        "{thing}：2月29日出生者的满龄日，{before} → {after}",
    ),
    _turned("norm-declined", "{thing}, where the person declines to answer", "{thing}，本人拒绝提供时"),
    _turned("norm-adverse-outcomes", "Outcomes of {thing} that refuse or burden", "{thing}中的不利结果"),
    _turned("norm-transitional", "{thing}, for cases begun before", "{thing}，对此前案件"),
    _turned("norm-keeps-previous", "{thing}, cases that keep the text before", "{thing}，沿用前一文本的案件"),
    _turned("norm-population", "{thing}, over whole populations", "{thing}，对全体人群运行"),
    _turned("norm-emergency", "{thing}, as an emergency rule", "{thing}，应急规则"),
    *_pair(
        _itself("parameter-added", "New rate ({after})", "新增标准（{after}）"),
        _itself("parameter-dropped", "Rate ended ({before})", "取消标准（{before}）"),
    ),
    _turned("parameter-value", "{thing}", "{thing}"),
    _turned("parameter-governed-by", "Which day counts for {thing}", "{thing}的适用日"),
    # How cases are run
    _turned("arranged", "{thing}", "{thing}"),
    # Registers
    *_pair(
        _itself("register-added", "New register, held by {after}", "新设登记册，由{after}管理"),
        _itself("register-dropped", "Register ended, held by {before}", "撤销登记册，原由{before}管理"),
    ),
    _turned("register-holder", "Who holds the register", "登记册管理机关"),
    *_pair(
        _itself("attribute-opened", "{thing} may now be read for {after}", "{thing}现可用于{after}"),
        _itself(
            "attribute-closed", "{thing} may no longer be read for {before}", "{thing}不再可用于{before}"
        ),
    ),
    # Definitions of kinds that applications add
    *_pair(
        _itself("arranging-added", "New ({after})", "新增（{after}）"),
        _itself("arranging-dropped", "Ended ({before})", "取消（{before}）"),
    ),
    # Laws
    _turned("law-enacted-by", "Who made it", "制定机关"),
)
SAID: Mapping[str, Said] = MappingProxyType({one.code: one for one in CODES})
ORDER: Mapping[str, int] = MappingProxyType({one.code: place for place, one in enumerate(CODES)})
