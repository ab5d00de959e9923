"""What the letter about a filing says that has a matter of its own: what is granted, by which law, what follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from catalogues.filing_types import editions


@dataclass(frozen=True, slots=True)
class Granted:
    """`what` stands behind 准予 and 不予; `closing` is the last paragraph of a letter that grants it."""

    what: str
    articles: tuple[str, ...]
    closing: str


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
}
"""By the key of the kind of filing."""
