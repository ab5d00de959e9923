"""Several premises, and shops on networks, with forms alone: from the page of the name to the licence."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pypdfium2
import pytest

from tests.integration.portal.visitor import Visitor, logged_in
from tests.site import Site

STREET = "大庆路街道"
SHOP = {"platform_name": "示例电子商务平台", "url": "https://shop.example.com/7", "shop_id": "7"}


@pytest.fixture(scope="module")
def member(site: Site) -> Iterator[Visitor]:
    """Somebody who opens shops."""
    with logged_in(site, 33) as visitor:
        yield visitor


def place(number: int, **changed: str) -> dict[str, str]:
    """The fields of a further place."""
    fields = {
        "street_name": STREET,
        "detail": f"迎宾街{number}号2层",
        "owner": "刘某某",
        "tenure": "自有",
        "nature": "商业",
    }
    return {f"further.{number}.{name}": text for name, text in (fields | changed).items()}


def shop(number: int, **changed: str) -> dict[str, str]:
    """The fields of a place on a network."""
    return {f"network_places.{number}.{name}": text for name, text in (SHOP | changed).items()}


def value(page: str, field: str) -> str:
    """What stands in a field of the page; empty for one that is not there."""
    found = re.search(rf'<input id="{re.escape(field)}"[^>]* value="([^"]*)"', page)
    return found[1] if found else ""


def test_places_are_added_and_removed_without_javascript(member: Visitor) -> None:
    """Each press of a button brings one row or takes one; what was typed stays, on another device, too."""
    number = member.open()
    form = f"/my/cases/{number}/name"
    assert 'id="further.0.detail"' not in member.go(form).text
    page = member.send(form, needs_name="no", detail="迎宾街77号", add="further").text
    assert 'id="further.0.detail"' in page and 'id="further.1.detail"' not in page
    assert value(page, "detail") == "迎宾街77号"
    page = member.send(form, detail="迎宾街77号", **place(0), **place(1), **shop(0), remove="further.0").text
    assert value(page, "further.0.detail") == "迎宾街1号2层" and 'id="further.1.detail"' not in page
    assert value(page, "network_places.0.url") == SHOP["url"]
    assert value(member.go(form).text, "further.0.detail") == "迎宾街1号2层"


TWO = place(0) | place(1) | shop(0) | shop(1, url="https://shop.example.com/8")
ENDED = place(0, tenure="租赁", use_from="2020-01-01", use_to="2020-12-31")
SERVER = shop(0, platform_name="某某云服务器")


@pytest.mark.parametrize(
    ("field", "typed", "zh", "en"),
    [
        ("further.1.detail", place(1, detail="广场旁边"), "门牌号", "house number"),
        ("further.0.use_to", ENDED, "晚于今天", "beyond today"),
        (
            "further.1.detail",
            place(1, detail="迎宾街0号2层"),
            "与另一经营场所地址相同",
            "another place of the business",
        ),
        ("further.1.owner", place(1, owner=""), "请填写产权人", "Enter the owner"),
        ("network_places.1.url", shop(1, url="shop"), "http", "http"),
        ("network_places.0.platform_name", SERVER, "不能登记为网络经营场所", "no place of business"),
        (
            "network_places.1.shop_id",
            shop(1, url="https://shop.example.com/8", shop_id=""),
            "店铺编号",
            "number of the shop",
        ),
    ],
)
def test_what_is_wrong_stands_at_the_field_of_the_place(
    member: Visitor, field: str, typed: dict[str, str], zh: str, en: str
) -> None:
    """In both languages, with a link to it, and with everything else as it was typed."""
    number = member.open()
    form = f"/my/cases/{number}/name"
    for language, said in (("en", en), ("zh", zh)):
        member.go(f"/language/{language}?back={form}")
        main = {"needs_name": "no", "street_name": STREET, "detail": "迎宾街9号", "capital_amount": "10"}
        page = member.send(form, **(main | TWO | typed))
        found = re.search(rf'<p class="fault" id="{re.escape(field)}-fault">.*?</p>', page.text)
        assert found and said in found.group(), page.text
        assert f'href="#{field}"' in page.text
        assert value(page.text, "detail") == "迎宾街9号"


def test_business_with_five_places_and_a_shop_on_a_network(member: Visitor, site: Site) -> None:
    """The authority's data know who may use the further ones, so that nobody has to look; every place stands on the
    licence, the main one marked."""
    number = member.open()
    places = [f"迎宾街{int(number[-6:])}号{storey}层" for storey in range(2, 6)]
    known = [
        {"county_code": "140213", "street_name": STREET, "detail": detail, "users": [member.person["id_number"]]}
        for detail in places
    ]
    httpx.post(f"{site.addresses['premises-registry']}/sandbox/places", json={"places": known}).raise_for_status()
    typed = shop(0)
    for row, detail in enumerate(places):
        typed |= place(row, detail=detail)
    text = _licensed(member, number, **typed)
    main = f"山西省大同市平城区{STREET}迎宾街{int(number[-6:])}号1层3号（主要经营场所）"
    for printed in (main, *(f"山西省大同市平城区{STREET}{detail}" for detail in places), SHOP["platform_name"]):
        assert printed in text


def test_business_on_networks_only(site: Site) -> None:
    """No premises are asked for or printed; the scope ends as the law says (个体工商户登记管理规定 Art. 13)."""
    with logged_in(site, 31) as seller:
        text = _licensed(seller, seller.open(), network_only="yes", street_name="", detail="", **shop(0))
    assert SHOP["url"] in text and "迎宾街" not in text
    assert "（仅通过网络开展经营活动）" in text


def test_seller_on_networks_lives_in_the_county(member: Visitor) -> None:
    """Another home is told at the field of the home, with what to do."""
    number = member.open()
    member.settle_name(number, network_only="yes", needs_name="no", **shop(0))
    page = member.settle_operator(number, residence="山西省太原市小店区坞城街道学府街1号2号楼").text
    found = re.search(r'<p class="fault" id="residence-fault">.*?</p>', page)
    assert found and "请重新申请并选择住所所在县区" in found.group()


def test_further_places_are_proved_where_the_proof_of_the_main_one_is(member: Visitor) -> None:
    """What the authority's data do not show is asked for at its own field; a person compares the document."""
    number = member.open()
    member.settle_name(number, needs_name="no", **place(0))
    member.settle_operator(number)
    member.send(f"/my/cases/{number}/operator/confirmation")
    page = member.settle_details(number).text
    found = re.search(r'id="further_premises_proof-fault">.*?</p>', page)
    assert found and "请上传使用证明" in found.group()
    member.settle_details(number, further=f"山西省大同市平城区{STREET}迎宾街0号2层")
    assert member.path == f"/my/cases/{number}/preview", member.page.text


def _licensed(member: Visitor, number: str, **name: str) -> str:
    """The words of the licence, without blanks, of a case carried through its pages; `name` is what differs on the page
    of the name."""
    case = f"/my/cases/{number}"
    with Visitor(member.site) as phone:
        for _ in member.fill_in(number, phone, name):
            pass
    member.await_licence(number)
    assert "接下来做什么" in member.go(case).text
    page = pypdfium2.PdfDocument(member.http.get(f"{case}/licence.pdf").content)[0]
    return re.sub(r"\s", "", page.get_textpage().get_text_range())
