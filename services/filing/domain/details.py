"""What the business is called on its sign, whom it employs, what it does, and what it promises about its premises."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from catalogues import lengths
from catalogues.names.signs import UNKNOWN, Shop, forbidden_on_sign
from catalogues.sole_trader_types import SoleTraderType
from kernel.errors import Finding
from services.filing.domain.delivery import Delivery, judge_delivery, missing_in_delivery
from services.filing.domain.entries import Entries
from services.filing.domain.network_places import web_address
from services.filing.domain.right_of_use import ARTICLE, RightOfUse, judge_right, missing_in_right
from services.filing.domain.scope import holds_licensed_item, judge_scope


class PremisesCommitment(RightOfUse):
    """What is promised about the main place of business. The fields of a platform are from before each place on a
    network was registered for itself."""

    area: Decimal | None = None
    is_network_premises: bool = False
    platform_name: str | None = None
    platform_url: str | None = None
    accepted: bool = False


class Details(BaseModel):
    """Pages S4 and S4b. `scope_items` is None until the applicant looked at the scope."""

    shop_name: str | None = None
    is_urban: bool | None = None
    postcode: str | None = None
    employee_count: int | None = None
    needs_paper_licence: bool | None = None
    delivery: Delivery | None = None
    scope_items: tuple[str, ...] | None = None
    permit_notice_accepted: bool = False
    premises_commitment: PremisesCommitment = PremisesCommitment()


def judge_details(
    given: Mapping[str, Any], kind: SoleTraderType, today: date, shop: Shop = UNKNOWN
) -> tuple[Details, list[Finding]]:
    """The section as it will be kept, and everything that is wrong with it. `shop` is what is known of the business
    whose sign it is."""
    entries = Entries(given)
    employees = entries.number("employee_count", digits=4, decimals=0, least=Decimal(1), most=Decimal(9999))
    named = given.get("scope_items")
    section = Details(
        shop_name=_shop_name(entries, shop, today),
        is_urban=entries.flag("is_urban"),
        postcode=entries.postcode("postcode", shop.county_code),
        employee_count=None if employees is None else int(employees),
        needs_paper_licence=entries.flag("needs_paper_licence"),
        delivery=judge_delivery(entries),
        scope_items=None if named is None else judge_scope([" ".join(name.split()) for name in named], kind, entries),
        permit_notice_accepted=bool(entries.flag("permit_notice_accepted")),
        premises_commitment=_commitment(entries.part("premises_commitment"), today),
    )
    return section, entries.findings


def _shop_name(entries: Entries, shop: Shop, today: date) -> str | None:
    """Letters and digits may stand on a sign; words that no name may hold may not (企业名称登记管理规定 Art. 11)."""
    name = entries.text("shop_name", lengths.SHOP_NAME)
    for found in forbidden_on_sign(name, shop) if name else ():
        entries.note(
            "shop_name",
            "prohibited_word",
            f"含有不得使用的内容：{found.category}",
            "It holds words that no business name may hold",
            found.article.on(today),
            remedy=("请更换店铺名称，或者与登记的名称一致", "Choose another, or use the registered name"),
        )
    return name


def _commitment(entries: Entries | None, today: date) -> PremisesCommitment:
    if entries is None:
        return PremisesCommitment()
    network = bool(entries.flag("is_network_premises"))
    right = judge_right(entries, today)
    return PremisesCommitment(
        **right.model_dump(),
        area=entries.number("area", digits=10, decimals=2, least=Decimal("0.01"), most=Decimal("9999999.99")),
        is_network_premises=network,
        platform_name=entries.text("platform_name", lengths.PLATFORM),
        platform_url=web_address(entries, "platform_url"),
        accepted=bool(entries.flag("accepted")),
    )


def missing_in_details(
    section: Details | None, today: date, *, network_only: bool = False, not_asked: tuple[str, ...] = ()
) -> list[Finding]:
    """What the section still lacks before documents can be made. Who trades on networks only uses no premises;
    `not_asked` is what this kind of business does without."""
    found = section or Details()
    entries = Entries({}, "/details")
    for name, zh, en in (
        ("shop_name", "请填写店铺名称", "Enter the name on the shop sign"),
        ("is_urban", "请选择是否城镇", "Say whether the premises lie in a town"),
        ("postcode", "请填写邮政编码", "Enter the postcode of the premises"),
        ("employee_count", "请填写从业人数", "Enter how many people work here"),
        ("needs_paper_licence", "请选择是否需要纸质营业执照", "Say whether you want a paper licence"),
        ("scope_items", "请确认经营范围", "Confirm the business scope"),
    ):
        if name not in not_asked and getattr(found, name) is None:
            entries.note(name, "required", zh, en)
    if holds_licensed_item(found.scope_items or ()) and not found.permit_notice_accepted:
        entries.note(
            "permit_notice_accepted",
            "required",
            "请确认：许可项目须取得许可后方可经营",
            "Confirm that licensed items may be carried on only with a permit",
            "条例第十四条；国发〔2015〕62号",
        )
    missing_in_delivery(found.needs_paper_licence, found.delivery, entries, "/details/delivery")
    promise = Entries({}, "/details/premises_commitment", entries.findings)
    if not network_only:
        missing_in_right(found.premises_commitment, promise, today)
    _missing_in_commitment(found.premises_commitment, promise)
    return entries.findings


def _missing_in_commitment(found: PremisesCommitment, entries: Entries) -> None:
    if found.is_network_premises:
        for name, zh, en in (
            ("platform_name", "请填写平台名称", "Enter the name of the platform"),
            ("platform_url", "请填写网址", "Enter the web address"),
        ):
            if getattr(found, name) is None:
                entries.note(name, "required", zh, en, "条例第十一条第二款")
    if not found.accepted:
        entries.note(
            "accepted",
            "required",
            "请作出经营场所真实性承诺",
            "Promise that what you say about the premises is true",
            ARTICLE,
        )
