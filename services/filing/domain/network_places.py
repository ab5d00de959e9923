"""Places of business on a network platform (个体工商户登记管理规定 Art. 9, 13)."""

from __future__ import annotations

import re
from datetime import date

from pydantic import BaseModel

from catalogues import approval_thresholds, lengths
from kernel.addresses import network_key
from kernel.errors import Finding
from services.filing.domain.entries import Entries

MOST = 5
ARTICLE = "个体工商户登记管理规定第十三条"
WEB_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+\.[A-Za-z]{2,}(:[0-9]{1,5})?(/[!-~]*)?")


class NetworkPlace(BaseModel):
    """A shop on a platform; `shop_id` is the number under which the platform runs it."""

    platform_name: str | None = None
    url: str | None = None
    shop_id: str | None = None

    @property
    def text(self) -> str:
        """As documents and the licence print it."""
        number = f"，店铺编号 {self.shop_id}" if self.shop_id else ""
        return f"{self.platform_name or ''}（{self.url or ''}{number}）"


def judge_network_places(entries: Entries, today: date) -> tuple[NetworkPlace, ...]:
    """The places of the list; what is wrong with one is noted at its fields."""
    places: list[NetworkPlace] = []
    hosting = approval_thresholds.in_force(today).words("hosting_words") if entries.parts("network_places") else ()
    for entry in entries.parts("network_places"):
        place = NetworkPlace(
            platform_name=entry.text("platform_name", lengths.PLATFORM),
            url=web_address(entry, "url"),
            shop_id=entry.text("shop_id", lengths.SHOP_ID),
        )
        if any(word in (place.platform_name or "") for word in hosting):
            entry.note(
                "platform_name",
                "not_a_platform",
                "仅提供域名、空间、服务器的，不能登记为网络经营场所",
                "A domain, web space or server alone is no place of business",
                ARTICLE,
                remedy=("请填写开店的网络交易平台", "Name the trading platform on which the shop is"),
            )
        if place.url and network_key(place.url) in {network_key(other.url or "") for other in places}:
            entry.note("url", "duplicate", "与另一网络经营场所相同", "This place is named twice", ARTICLE)
        places.append(place)
    if len(places) > MOST:
        entries.note("network_places", "too_many", f"最多 {MOST} 处", f"At most {MOST} places")
    return tuple(places)


def web_address(entries: Entries, name: str) -> str | None:
    zh, en = "网址应以 http:// 或 https:// 开头", "An address beginning with http:// or https://"
    return entries.matching(name, WEB_ADDRESS, zh, en, lengths.WEB_ADDRESS)


def missing_in_network_places(places: tuple[NetworkPlace, ...], findings: list[Finding]) -> None:
    """Note what the places still lack."""
    for position, place in enumerate(places):
        entries = Entries({}, f"/premises/network_places/{position}", findings)
        for name, zh, en in (
            ("platform_name", "请填写平台名称", "Enter the name of the platform"),
            ("url", "请填写网址", "Enter the web address"),
            ("shop_id", "请填写平台内店铺编号", "Enter the number of the shop on the platform"),
        ):
            if getattr(place, name) is None:
                entries.note(name, "required", zh, en, ARTICLE)
