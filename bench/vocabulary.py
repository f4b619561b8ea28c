"""The words, in English and Chinese, from which made packs name their fields, data, services and laws."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Term:
    """A word in both languages; `word` is the part that it gives to names."""

    en: str
    zh: str

    @property
    def word(self) -> str:
        """The English words joined by `-`."""
        return self.en.lower().replace(" ", "-")


@dataclass(frozen=True, slots=True)
class Noun:
    """What a datum may be of: its words and the type of its values."""

    term: Term
    type: str
    changes: str = "often"


def _terms(pairs: str) -> tuple[Term, ...]:
    return tuple(Term(*pair.split("=")) for pair in pairs.split("; "))


FIELDS: Final = _terms(
    "housing=住房; pension=养老; schooling=教育; care=照护; transport=交通; fishing=渔业; forestry=林业; mining=采矿; "
    "tourism=旅游; food=食品; medicine=药品; labour=劳动; training=培训; adoption=收养; marriage=婚姻; burial=殡葬; "
    "water=供水; heating=供暖; gas=燃气; power=电力; waste=垃圾; land=土地; building=建筑; fire safety=消防; "
    "road=道路; parking=停车; vehicle=车辆; shipping=航运; trade=贸易; customs=口岸; tax=税费; credit=信贷; "
    "patent=专利; research=科研; museum=文博; sport=体育; library=图书; press=出版; film=电影; charity=慈善; "
    "veteran=退役军人; disability=助残; childcare=托育; nursing=护理; vaccination=接种; clinic=诊所; pharmacy=药店; "
    "veterinary=兽医; seed=种子; irrigation=灌溉; dairy=乳业; canteen=食堂; market=市场; fair=会展; hotel=旅馆; "
    "employment=就业; residence=居住; notary=公证; mediation=调解; election=选举"
)
AREAS: Final = _terms(
    "urban=城镇; rural=农村; northern=北区; southern=南区; eastern=东区; western=西区; harbour=港区; mountain=山区; "
    "island=海岛; campus=校区; valley=河谷; border=沿边"
)
QUALITIES: Final = _terms(
    "registered=登记; insured=参保; approved=核定; declared=申报; previous=原; current=现; joint=共有; temporary=临时; "
    "permanent=长期; average=平均; total=总; first=首次; last=末次; planned=计划; actual=实际; rented=租用; owned=自有; "
    "measured=实测; estimated=估算; reported=上报; certified=认证; monthly=月度; yearly=年度; local=本地; outside=外地; "
    "main=主要; second=第二; common=公用; private=自用; special=专项; basic=基本; extra=附加; net=净; gross=毛; "
    "earlier=早期; renewed=续期; exempt=免除; overdue=逾期; shared=共享; single=单项"
)
HELD: Final = (
    Noun(Term("area", "面积"), "number", "rarely"),
    Noun(Term("volume", "体积"), "number"),
    Noun(Term("share", "份额"), "number"),
    Noun(Term("score", "评分"), "number"),
    Noun(Term("income", "收入"), "money CNY"),
    Noun(Term("cost", "费用"), "money CNY"),
    Noun(Term("rent", "租金"), "money CNY"),
    Noun(Term("deposit", "押金"), "money CNY"),
    Noun(Term("members", "人数"), "integer"),
    Noun(Term("years", "年限"), "integer"),
    Noun(Term("rooms", "间数"), "integer", "rarely"),
    Noun(Term("cases", "件数"), "integer"),
    Noun(Term("start", "起始日"), "date", "never"),
    Noun(Term("expiry", "到期日"), "date"),
    Noun(Term("inspection", "检查日"), "date"),
    Noun(Term("permit", "许可"), "boolean"),
    Noun(Term("debt", "欠费标志"), "boolean"),
    Noun(Term("grade", "等级"), "[low, middle, high, top]"),
    Noun(Term("status", "状态"), "[active, resting, ended]"),
    Noun(Term("use", "用途"), "[own, let, shared, vacant, public]"),
    Noun(Term("number", "编号"), "text", "never"),
    Noun(Term("address", "地址"), "text", "rarely"),
    Noun(Term("contact", "联系人"), "text"),
    Noun(Term("map", "图纸"), "document"),
)
ASKED: Final = (
    Noun(Term("reason", "事由"), "text"),
    Noun(Term("wish", "意愿"), "text"),
    Noun(Term("plan", "方案"), "text"),
    Noun(Term("remark", "说明"), "text"),
    Noun(Term("photo", "照片"), "photo"),
    Noun(Term("sketch", "草图"), "document"),
    Noun(Term("account", "账号"), "text", "rarely"),
    Noun(Term("date of need", "需要日"), "date"),
    Noun(Term("end of use", "停用日"), "date"),
    Noun(Term("helpers", "帮手人数"), "integer"),
    Noun(Term("copies", "份数"), "integer"),
    Noun(Term("load", "负荷"), "number"),
    Noun(Term("offer", "报价"), "money CNY"),
    Noun(Term("other income", "其他收入"), "money CNY"),
    Noun(Term("consent", "同意"), "boolean"),
    Noun(Term("urgency", "缓急"), "[normal, soon, urgent]"),
    Noun(Term("channel", "渠道"), "[post, counter, online]"),
)
DEEDS: Final = _terms(
    "grant=核发; renewal=续期; replacement=补发; transfer=转移; registration=登记; cancellation=注销; change=变更; "
    "certificate=证明; inspection=查验; subsidy=补贴; refund=退费; exemption=减免; approval=审批; filing=备案; "
    "allowance=津贴; reservation=预约; objection=复核; extract=查询; correction=更正; recognition=认定"
)
THINGS: Final = _terms(
    "licence=执照; card=证件; permit=许可; contract=合同; record=档案; place=名额; fund=基金; insurance=保险; "
    "contribution=缴费; benefit=待遇; account=账户; site=场所; device=设备; team=队伍; project=项目; quota=额度; "
    "label=标识; loan=贷款; survey=勘验; appointment=任用"
)
STEPS: Final = _terms(
    "receive=受理; check file=核对材料; review=审查; visit site=现场勘验; hear=听取意见; consult=会商; decide=决定; "
    "sign=签发; print card=制证; pay=拨付; inform=告知; hand over=交付; enter=登簿; publish=公示; archive=归档; "
    "measure=丈量; test=检测; translate=翻译; forward=转办; close=办结"
)
ROLES: Final = _terms(
    "clerk=办事员; director=主任; surveyor=勘验员; cashier=出纳; archivist=档案员; officer=经办人"
)
OUTCOMES: Final = ("granted", "refused", "partly", "later", "referred", "reduced", "waived")
GRADES: Final = ("first", "second", "third", "fourth", "fifth", "sixth")
PAPERS: Final = _terms(
    "lease=租约; invoice=发票; diploma=文凭; statement=陈述; power of attorney=委托书; photograph=照片; plan=图纸; "
    "receipt=收据; expert opinion=鉴定意见; letter=函件; medical report=诊断书; declaration=承诺书"
)
SYSTEMS: Final = (
    "provincial insurance system",
    "national land register",
    "tax platform",
    "bank portal",
    "traffic system",
)
REMARKS: Final = (
    "Agreed with the county on paper first.",
    "此项与上位法一致，改动须报备。",
    "The office asked for this in 2019; it stays until the register is complete.",
    "去年起改为网上办理。",
    "Kept short on purpose.",
    "窗口反映：多数人不需要这一项。",
    "See the minutes of the spring meeting.",
    "数据由省级平台回传，次日可用。",
)
SENTENCES: Final = _terms(
    "The office keeps the register and answers for it.=由主管机关建立登记簿并负责。; "
    "Whoever applies states the facts that no register holds.=申请人应当陈述登记簿未载明的事实。; "
    "The office may read the register for this purpose only.=主管机关仅可为此目的查阅登记簿。; "
    "The decision is made within the term and in writing.=应当在期限内书面作出决定。; "
    "A benefit is paid from the month of the application.=待遇自申请当月起发放。; "
    "The county sets the rate for each year.=标准由县级按年度公布。; "
    "Originals are kept where the law demands it.=法律要求的，留存原件。; "
    "Whoever disagrees may object to the legal office.=不服的，可以向司法局申请复核。"
)
