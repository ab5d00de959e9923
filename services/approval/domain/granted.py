"""What the letter about a filing says that has a matter of its own: what is granted, by which law, what follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from catalogues.filing_types import editions


@dataclass(frozen=True, slots=True)
class Granted:
    """`what` stands behind 准予 and 不予; `closing` is the last paragraph of a letter that grants it;
    `ends`: there is no business after it."""

    what: str
    articles: tuple[str, ...]
    closing: str
    ends: bool = False


_THE_END = (
    "自本通知书作出之日起，该户主体资格终止，营业执照（含电子营业执照）作废，统一社会信用代码不再使用，名称一年内不得由他人使用。"
    "请将纸质营业执照正、副本交回登记机关；已经遗失或者毁坏的，由登记机关公告作废。"
)

OF_FILINGS: Mapping[str, Granted] = {
    editions.REPLACEMENT: Granted(
        "补领（换发）营业执照",
        (
            "《中华人民共和国市场主体登记管理条例》第十九条、第三十七条",
            "《中华人民共和国市场主体登记管理条例实施细则》第十八条、第二十三条",
        ),
        "补领、换发的营业执照所载事项与登记簿一致。声明作废的营业执照自公示之时起不再有效；"
        "交回换发的原营业执照自新的营业执照签发之时起不再有效，请在领取新照时交回登记机关。",
    ),
    editions.DEREGISTRATION: Granted(
        "注销登记",
        (
            "《中华人民共和国市场主体登记管理条例》第十九条、第三十一条",
            "《中华人民共和国市场主体登记管理条例实施细则》第四十四条、第四十六条",
            "《个体工商户登记管理规定》第二十九条、第三十条",
        ),
        _THE_END,
        ends=True,
    ),
    editions.SIMPLE_DEREGISTRATION: Granted(
        "简易注销登记",
        (
            "《中华人民共和国市场主体登记管理条例》第十九条、第三十三条",
            "《中华人民共和国市场主体登记管理条例实施细则》第四十四条、第四十七条",
            "《个体工商户登记管理规定》第三十一条",
        ),
        _THE_END,
        ends=True,
    ),
    editions.MOVE: Granted(
        "迁移登记",
        (
            "《中华人民共和国市场主体登记管理条例》第十九条、第二十七条",
            "《中华人民共和国市场主体登记管理条例实施细则》第十八条、第六十二条",
            "《个体工商户登记管理规定》第十四条、第十五条",
        ),
        "统一社会信用代码和成立日期不变，自本通知书作出之日起由迁入地登记机关管辖。登记档案已由原登记机关移交，原登记机关继续保存其电子档案数据。"
        "原营业执照（含电子营业执照）自新营业执照签发之时起不再有效，请将原纸质营业执照正、副本交回登记机关；已经遗失或者毁坏的，由登记机关公告作废。",
    ),
    editions.OPERATOR_CHANGE: Granted(
        "变更经营者登记",
        (
            "《促进个体工商户发展条例》第十三条",
            "《中华人民共和国市场主体登记管理条例》第十九条、第二十四条",
            "《个体工商户登记管理规定》第十七条、第十八条、第十九条",
        ),
        "统一社会信用代码和成立日期不变。原营业执照（含电子营业执照）自新营业执照签发之时起不再有效，请将原纸质营业执照正、副本交回登记机关；"
        "已经遗失或者毁坏的，由登记机关公告作废。",
    ),
    editions.RECORD: Granted(
        "备案",
        (
            "《中华人民共和国市场主体登记管理条例》第十九条、第二十九条",
            "《中华人民共和国市场主体登记管理条例实施细则》第七条、第十八条",
            "《个体工商户登记管理规定》第八条",
        ),
        "备案不改变营业执照记载事项，原营业执照（含电子营业执照）继续有效，无需换发。",
    ),
    editions.SUSPENSION: Granted(
        "歇业备案",
        (
            "《中华人民共和国市场主体登记管理条例》第十九条、第三十条",
            "《中华人民共和国市场主体登记管理条例实施细则》第四十一条",
        ),
        "歇业期限和法律文书送达地址向社会公示，营业执照继续有效。歇业期限累计最长三年；延长的，在期限届满前三十日内申请；期限届满或者开展经营活动的，视为恢复营业。歇业期间仍应报送年度报告。",
    ),
    editions.RESUMPTION: Granted(
        "恢复营业备案",
        (
            "《中华人民共和国市场主体登记管理条例》第十九条、第三十条",
            "《中华人民共和国市场主体登记管理条例实施细则》第四十二条",
        ),
        "该户恢复营业，登记状态为存续，营业执照继续有效；登记事项发生变化的，应当依法申请变更登记。",
    ),
}
"""By the key of the kind of filing."""
