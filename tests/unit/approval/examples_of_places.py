"""AR-50 to AR-54 and their neighbours: several premises, places on networks, proof, and where the operator lives."""

from __future__ import annotations

from typing import Any

from catalogues import phrases
from tests.unit.approval.example import GIVEN, ITEMS, MAIN, OPERATOR, Example, item, passes

PREMISES, DETAILS = "/application/premises", "/application/details"
_MAIN = {
    "county_code": "140213",
    "street_name": "大庆路街道",
    "detail": "大庆路33号1层3号商铺",
    "full_text": "山西省大同市平城区大庆路街道大庆路33号1层3号商铺",
}
SHOP = {
    "platform_name": "淘宝网",
    "url": "https://shop123.taobao.com/",
    "shop_id": "S-123",
    "text": "淘宝网（https://shop123.taobao.com/，店铺编号 S-123）",
}


def further(**changes: Any) -> dict[str, Any]:
    """Another place of the business."""
    return {
        "street_name": "大庆路街道",
        "detail": "迎宾街18号",
        "full_text": "山西省大同市平城区大庆路街道迎宾街18号",
        "owner": "李禾苗",
        "tenure": "租赁",
        "use_from": "2026-01-01",
        "use_to": "2031-12-31",
        "nature": "商业",
        "residential_consent": None,
        **changes,
    }


def places(*others: dict[str, Any], **changes: Any) -> tuple[str, Any]:
    return (PREMISES, _MAIN | {"further": list(others)} | changes)


def checks(*answers: str) -> tuple[str, Any]:
    facts = {"submission": 1, "entities_at_premises": 0, "recent_days": 90, "recent_applications_of_operator": 0}
    told = [{"place": place, "answer": answer} for place, answer in enumerate(answers)]
    return (
        "/facts",
        facts
        | {"application_no": "14021301202611160000017", "duplicates": 0, "authority_registers": True}
        | {"premises_checks": told},
    )


NO_FILES: tuple[str, Any] = ("/application/attachments", [])
ONLINE = _MAIN | {
    "street_name": "",
    "detail": "",
    "full_text": SHOP["text"],
    "network_only": True,
    "network_places": [SHOP],
}
_NAMES = ["餐饮服务", "外卖递送服务"]
_TEXTS = {
    f"{DETAILS}/scope_text_form": phrases.scope_text(_NAMES, "form", network_only=True),
    f"{DETAILS}/scope_text_licence": phrases.scope_text(_NAMES, "licence", network_only=True),
}
_MARKED = ((ITEMS, [MAIN, GIVEN]), *_TEXTS.items())
AT_HOME = (f"{OPERATOR}/residence", "山西省大同市平城区大庆路街道虚构巷1号")
_ELSEWHERE = (f"{OPERATOR}/residence", "山西省大同市云冈区虚构巷1号")


def online(**changes: Any) -> tuple[str, Any]:
    return (PREMISES, ONLINE | changes)


EXAMPLES = [
    passes("AR-29", places(further())),
    Example("AR-29", "fail", "CORRECT", (places(further(detail="一路1号；二路2号")),), "/premises/further/0/detail"),
    passes("AR-30", online(), AT_HOME),
    Example("AR-30", "fail", "REJECT", (online(), _ELSEWHERE), "/operator/residence"),
    Example("AR-30", "boundary", "CORRECT", (online(), (f"{OPERATOR}/residence", "虚构巷1号")), None, "operator"),
    passes("AR-31", online()),
    passes("AR-32", places(further(nature="住宅", residential_consent=True)), kind="boundary"),
    Example(
        "AR-32", "fail", "CORRECT", (places(further(nature="住宅")),), "/premises/further/0/residential_consent", "name"
    ),
    passes("AR-50"),
    passes("AR-50", NO_FILES, checks("USABLE"), kind="boundary"),
    passes("AR-50", NO_FILES, online(), kind="boundary"),
    Example("AR-50", "fail", "CORRECT", (NO_FILES,), "/attachments/premises_proof", "details"),
    Example("AR-50", "fail", "CORRECT", (NO_FILES, checks("NOT_USABLE")), "/attachments/premises_proof", "details"),
    Example("AR-50", "fail", "CORRECT", (NO_FILES, checks("UNKNOWN")), "/attachments/premises_proof", "details"),
    Example("AR-50", "boundary", "REFER", (NO_FILES, checks("SILENT")), "/attachments/premises_proof"),
    Example("AR-50", "fail", "CORRECT", (places(further()),), "/attachments/further_premises_proof", "details"),
    passes("AR-50", places(further()), checks("USABLE", "USABLE"), kind="boundary"),
    Example(
        "AR-50",
        "fail",
        "REFER",
        (
            places(further()),
            ("/application/attachments/3/kind", "further_premises_proof"),
            checks("USABLE"),
        ),
        "/attachments/further_premises_proof",
    ),
    passes("AR-51"),
    passes("AR-51", places(further(), further(detail="迎宾街20号"))),
    Example("AR-51", "fail", "CORRECT", (places(further(detail="迎宾街路口")),), "/premises/further/0/detail", "name"),
    Example("AR-51", "fail", "CORRECT", (places(further(street_name="坞城街道")),), "/premises/further/0/street_name"),
    Example("AR-51", "fail", "CORRECT", (places(further(owner="")),), "/premises/further/0/owner"),
    Example("AR-51", "boundary", "CORRECT", (places(further(use_to="2026-11-20")),), "/premises/further/0/use_to"),
    passes("AR-51", places(further(use_to="2026-11-21")), kind="boundary"),
    Example(
        "AR-51", "fail", "CORRECT", (places(further(detail="大庆路３３号1层3号商铺")),), "/premises/further/0/detail"
    ),
    passes("AR-51", places(further(detail="1-12-3号"), further(detail="11-2-3号"), further(detail="112-3号"))),
    Example(
        "AR-51",
        "fail",
        "CORRECT",
        (places(further()), (ITEMS, [MAIN, item("烟草制品零售", pre_approval=True)])),
        "/premises/further",
    ),
    passes("AR-52"),
    passes("AR-52", online()),
    Example(
        "AR-52",
        "fail",
        "CORRECT",
        (online(network_places=[SHOP | {"platform_name": ""}]),),
        "/premises/network_places/0/platform_name",
    ),
    Example(
        "AR-52",
        "fail",
        "CORRECT",
        (online(network_places=[SHOP | {"platform_name": "某云服务器租用"}]),),
        "/premises/network_places/0/platform_name",
    ),
    Example(
        "AR-52",
        "fail",
        "CORRECT",
        (online(network_places=[SHOP | {"url": "taobao"}]),),
        "/premises/network_places/0/url",
    ),
    Example(
        "AR-52",
        "fail",
        "CORRECT",
        (online(network_places=[SHOP | {"shop_id": ""}]),),
        "/premises/network_places/0/shop_id",
    ),
    Example(
        "AR-52",
        "boundary",
        "CORRECT",
        (online(network_places=[SHOP, SHOP | {"url": "http://www.shop123.taobao.com"}]),),
        "/premises/network_places/1/url",
    ),
    passes("AR-53"),
    passes("AR-53", online(), *_MARKED, says="NOTE"),
    Example("AR-53", "fail", "CORRECT", (online(),), "/premises/network_only", "name"),
    Example("AR-53", "fail", "CORRECT", _MARKED, "/premises/network_only", "name"),
    Example("AR-53", "fail", "CORRECT", (online(network_places=[]), *_MARKED), "/premises/network_places"),
    Example("AR-53", "boundary", "CORRECT", (online(detail="迎宾街18号"), *_MARKED), "/premises/network_only"),
    passes("AR-19", online(), *_MARKED, says="NOTE"),
    passes("AR-54"),
    passes("AR-54", (f"{OPERATOR}/residence", "山西省临县虚构村"), kind="boundary"),
    Example("AR-54", "fail", "CORRECT", ((f"{OPERATOR}/residence", "虚构巷1号"),), "/operator/residence", "operator"),
    Example("AR-54", "boundary", "CORRECT", ((f"{OPERATOR}/residence", "大同市平城区"),), "/operator/residence"),
    Example(
        "AR-54",
        "fail",
        "CORRECT",
        ((f"{OPERATOR}/residence", "山西省大同市平城区商务秘书公司集群登记1号"),),
        None,
        "operator",
    ),
]
