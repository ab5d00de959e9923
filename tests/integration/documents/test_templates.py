"""Every document template, set by the real engine with its sample and with the longest values a form admits."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from catalogues.phrases import scope_text, standard
from kernel.pdf.reading import page_count
from kernel.typesetting.typesetter import Typesetter
from tests.fixtures.documents import preview
from tests.integration.documents.text_of_pdf import pages_of

PAGES = {
    "application_form": 2,
    "company_application": 4,
    "charter": 4,
    "appointment_paper": 3,
    "partnership_agreement": 4,
    "cooperative_charter": 4,
    "founding_minutes": 3,
    "shareholders_resolution": 3,
    "identity_document": 2,
    "premises_commitment": 2,
    "name_commitment": 1,
    "name_notice": 1,
    "licence_application": 1,
    "void_declaration": 1,
    "deregistration_application": 1,
    "deregistration_promise": 1,
    "operator_change_application": 3,
    "operator_change_promise": 1,
    "record_application": 3,
    "suspension_application": 1,
    "service_address_confirmation": 1,
    "resumption_application": 1,
    "stroke_stamp": 1,
    "paper_scan": 3,
    "paper_stamp": 1,
    "review_sheet": 2,
    "decision_notice_approve": 1,
    "decision_notice_reject": 1,
    "decision_notice_correct": 1,
    "material_receipt": 1,
    "extension_notice": 1,
    "review_answer": 1,
    "countersignatures": 1,
    "revocation_letter": 1,
    "licence": 1,
    "seal": 1,
    "inventory": 1,
    "filing_record": 1,
    "copy_cover": 1,
    "copy_overlay": 1,
    "move_letter": 1,
    "move_manifest": 1,
    "move_receipt": 1,
    "move_print": 4,
}
STRAINED_PAGES = PAGES | {"application_form": 4, "review_sheet": 3, "decision_notice_approve": 2}
BOXES = {
    "services/filing/templates/signature_boxes.json": (
        "application_form",
        "company_application",
        "charter",
        "appointment_paper",
        "partnership_agreement",
        "cooperative_charter",
        "founding_minutes",
        "shareholders_resolution",
        "identity_document",
        "premises_commitment",
        "name_commitment",
        "name_notice",
        "licence_application",
        "void_declaration",
        "deregistration_application",
        "deregistration_promise",
        "suspension_application",
        "service_address_confirmation",
        "resumption_application",
        "operator_change_application",
        "operator_change_promise",
        "record_application",
    ),
    "services/approval/templates/signature_boxes.json": (
        "review_sheet",
        "decision_notice",
        "material_receipt",
        "extension_notice",
        "review_answer",
        "countersignatures",
        "revocation_letter",
    ),
    "services/licence/templates/licence_boxes.json": ("licence",),
    "services/archive/templates/signature_boxes.json": ("move_letter", "move_manifest", "move_receipt"),
}
UNSIGNED = {
    "stroke_stamp",
    "paper_scan",
    "paper_stamp",
    "seal",
    "inventory",
    "filing_record",
    "copy_cover",
    "copy_overlay",
    "move_print",
}
CHINESE_ITEMS = ["外卖递送服务", "餐饮服务", "小餐饮"]


@pytest.fixture(scope="module")
def typesetter() -> Iterator[Typesetter]:
    with Typesetter() as engine:
        yield engine


def boxes_of(name: str) -> dict[str, Any]:
    document = name if not name.startswith("decision_notice") else "decision_notice"
    [table] = [path for path, documents in BOXES.items() if document in documents]
    loaded: dict[str, Any] = json.loads((preview.ROOT / table).read_text("utf-8"))[document]
    return loaded


def test_every_template_has_a_sample() -> None:
    """No template ships without a sample that shows its data."""
    shared = {"guilloche.typ", "shareholders.typ", "founding_paper.typ"}
    shipped = {
        str(path.relative_to(preview.ROOT))
        for path in preview.ROOT.glob("services/*/templates/*.typ")
        if path.name not in shared
    }
    assert shipped == set(preview.TEMPLATES.values())


@pytest.mark.parametrize(("name", "pages"), PAGES.items())
def test_sample_fills_its_pages(typesetter: Typesetter, name: str, pages: int) -> None:
    """A sample becomes a PDF/A-3b document of the expected length, with the archival claim in its metadata."""
    made = preview.pdf(typesetter, name, preview.sample(name))
    metadata = PdfFileReader(BytesIO(made)).root["/Metadata"].data
    assert page_count(made) == pages
    assert b"<pdfaid:part>3</pdfaid:part>" in metadata
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in metadata


@pytest.mark.parametrize(("name", "pages"), STRAINED_PAGES.items())
def test_longest_values_keep_the_length(typesetter: Typesetter, name: str, pages: int) -> None:
    """Rare letters, a hundred-letter address and twenty scope items are printed without overflowing the form."""
    made = preview.pdf(typesetter, name, preview.strained(name))
    assert page_count(made) == pages
    assert "\ufffd" not in "".join(pages_of(made))


@pytest.mark.parametrize("name", PAGES)
def test_pictures_and_name_may_be_absent(typesetter: Typesetter, name: str) -> None:
    """A document without pictures, name or licence is still a document."""
    assert page_count(preview.pdf(typesetter, name, preview.blank(name))) >= 1


@pytest.mark.parametrize(
    "name",
    [
        "material_receipt",
        "extension_notice",
        "review_answer",
        "countersignatures",
        "decision_notice_correct",
        "move_letter",
    ],
)
def test_letters_fill_their_pages(typesetter: Typesetter, name: str) -> None:
    """A short letter is set larger, and reaches at least half-way down its page, above the seal."""
    page = pypdfium2.PdfDocument(preview.pdf(typesetter, name, preview.sample(name)))[0]
    words = page.get_textpage()
    boxes = [words.get_charbox(index) for index in range(words.count_chars())]
    above_the_seal = [bottom for _, bottom, _, _ in boxes if bottom > 200]
    assert min(above_the_seal) < 842 / 2


@pytest.mark.parametrize(
    ("name", "head"), [("decision_notice_correct", "需要补正的内容"), ("decision_notice_reject", "不予登记的理由")]
)
def test_what_a_letter_is_about_has_the_widest_column(typesetter: Typesetter, name: str, head: str) -> None:
    """However large a short letter is set, its reasons are not squeezed beside their articles."""
    data = preview.sample(name)
    letter = pypdfium2.PdfDocument(preview.pdf(typesetter, name, data | {"reasons": data["reasons"][:1]}))[0]
    words = letter.get_textpage()
    assert head in words.get_text_range().replace("\r\n", "\n")


@pytest.mark.parametrize("name", PAGES)
def test_same_data_same_bytes(typesetter: Typesetter, name: str) -> None:
    """The same data and time give the same bytes, so that a digest fixed at preview still holds."""
    data = preview.sample(name)
    assert preview.pdf(typesetter, name, data) == preview.pdf(typesetter, name, data)


@pytest.mark.parametrize("variant", ["plain", "strained"])
@pytest.mark.parametrize("name", [name for name in PAGES if name not in UNSIGNED])
def test_boxes_are_where_the_table_says(typesetter: Typesetter, name: str, variant: str) -> None:
    """The places to sign and seal lie where the table says, whatever the length of the text above them."""
    data = preview.VARIANTS[variant](name)
    pages = page_count(preview.pdf(typesetter, name, data))
    announced = preview.announced(name, data)
    table = boxes_of(name)
    assert announced
    for box in announced:
        expected = table[box["role"]]
        assert box["box"] == expected["box"]
        assert box["page"] == expected["page"] + 1 + (pages if expected["page"] < 0 else 0)


@pytest.mark.parametrize("members", [1, 20])
def test_every_family_member_has_a_place_to_sign(typesetter: Typesetter, members: int) -> None:
    """One member or twenty: each signs in a box of their own, where the table says, on one page before the last."""
    data = preview.strained("application_form")
    data["family_members"] = data["family_members"][:1] * members
    pages = page_count(preview.pdf(typesetter, "application_form", data))
    table = boxes_of("application_form")
    boxes = [box for box in preview.announced("application_form", data) if box["role"].startswith("family-")]
    assert [box["role"] for box in boxes] == [f"family-{n}" for n in range(1, members + 1)]
    assert {box["page"] for box in boxes} == {pages - 1}
    assert [box["box"] for box in boxes] == [table[box["role"]]["box"] for box in boxes]
    assert len({tuple(box["box"]) for box in boxes}) == members


def test_application_form_prints_the_scope_to_the_letter(typesetter: Typesetter) -> None:
    """The form prints the official scope sentences, general items first."""
    written = scope_text(CHINESE_ITEMS, "form")
    data = preview.sample("application_form")
    data["entity"]["scope_text"] = written
    [page] = [page for page in pages_of(preview.pdf(typesetter, "application_form", data)) if "四、经营范围" in page]
    assert written.replace("\n", "") in page


def test_licence_prints_the_scope_to_the_letter(typesetter: Typesetter) -> None:
    """The licence prints the official scope sentences, licensed items first."""
    written = scope_text(CHINESE_ITEMS, "licence")
    data = {**preview.sample("licence"), "scope_text": written}
    [page] = pages_of(preview.pdf(typesetter, "licence", data))
    assert written.startswith("许可项目：")
    assert written.replace("\n", "") in page


def test_licence_face_carries_every_registered_item(typesetter: Typesetter) -> None:
    """Each item of the licence's face can be read back from the finished file (实施细则第二十三条)."""
    data = preview.sample("licence")
    [page] = pages_of(preview.pdf(typesetter, "licence", data))
    for key in ("uscc", "name", "entity_type", "operator_name", "composition_form", "premises", "authority_name"):
        assert data[key] in page
    assert "2022年02月22日" in page


@pytest.mark.parametrize("number", [1, 5, 20])
def test_licence_names_every_place(typesetter: Typesetter, number: int) -> None:
    """However many there are, on its one page."""
    places = [f"山西省大同市平城区大庆路街道大庆路{place}号{place}层{place}号商铺" for place in range(1, number + 1)]
    data = {**preview.sample("licence"), "premises": "；".join(places)}
    [page] = pages_of(preview.pdf(typesetter, "licence", data))
    assert all(place in re.sub(r"\s", "", page) for place in places)


def test_licence_carries_its_data(typesetter: Typesetter) -> None:
    """The licence holds its face as an attached JSON file."""
    data = preview.sample("licence")
    reader = PdfFileReader(BytesIO(preview.pdf(typesetter, "licence", data)))
    [(name, attached)] = _attachments(reader.root["/Names"]["/EmbeddedFiles"])
    assert name == "licence.json"
    assert json.loads(attached) == json.loads(data["attachment"]["text"])


def _attachments(node: Any) -> list[tuple[str, bytes]]:
    names = node.get_object()["/Names"]
    return [(str(names[at]), names[at + 1]["/EF"]["/F"].data) for at in range(0, len(names), 2)]


def test_only_a_demonstration_licence_says_so(typesetter: Typesetter) -> None:
    """The line about a specimen appears on demonstration licences and on no other."""
    data = preview.sample("licence")
    shown = pages_of(preview.pdf(typesetter, "licence", data))[0]
    plain = pages_of(preview.pdf(typesetter, "licence", {**data, "demo": False}))[0]
    assert "仅供演示" in shown
    assert "仅供演示" not in plain


@pytest.mark.parametrize("name", ["application_form", "identity_document", "licence", "stroke_stamp"])
def test_rare_letters_of_a_name_can_be_read_back(typesetter: Typesetter, name: str) -> None:
    """A name of rare Han letters is printed and stays searchable."""
    made = pages_of(preview.pdf(typesetter, name, preview.strained(name)))
    assert preview.RARE_NAME in "".join(made)


def test_name_notice_lists_the_seven_kinds_of_content(typesetter: Typesetter) -> None:
    """The notice's heading and its seven items are those of the registrar's notice (通知 2.1.2.1)."""
    [page] = pages_of(preview.pdf(typesetter, "name_notice", preview.sample("name_notice")))
    assert standard().name_notice_title in page
    for item in (
        "1、损害国家利益、社会公共利益的；含有迷信、淫秽、暴力或者不符合民族、宗教习俗等内容的；",
        "2、可能对公众造成欺骗或者误解的；",
        "3、外国国家（地区）名称、国际组织名称；",
        "4、政党名称、党政军机关名称、群团组织名称、社会组织名称及部队番号；",
        "5、外文、字母和阿拉伯数字；",
        "6、违背公序良俗的；",
        "7、其他法律、行政法规规定禁止的内容和文字。",
    ):
        assert item in page


def test_refusal_names_reasons_articles_and_remedies(typesetter: Typesetter) -> None:
    """A refusal states each reason with its article, reconsideration, suit and the right to a human review."""
    data = preview.sample("decision_notice_reject")
    [page] = pages_of(preview.pdf(typesetter, "decision_notice_reject", data))
    for reason in data["reasons"]:
        assert reason["zh"] in page
        assert reason["article"] in page
    for words in ("行政复议", "60日", "行政诉讼", "6个月", "由工作人员重新审查"):
        assert words in page


def test_correction_notice_tells_every_defect_at_once(typesetter: Typesetter) -> None:
    """All defects, and what to do about each, stand in one notice (条例第十九条)."""
    data = preview.sample("decision_notice_correct")
    [page] = pages_of(preview.pdf(typesetter, "decision_notice_correct", data))
    for reason in data["reasons"]:
        assert reason["zh"] in page
        assert reason["remedy_zh"] in page


def test_markup_in_a_name_stays_text(typesetter: Typesetter) -> None:
    """What an applicant types is printed as typed and never runs as markup."""
    data = preview.sample("name_notice")
    data["operator"]["name"] = '#read("/pyproject.toml") *甲*'
    [page] = pages_of(preview.pdf(typesetter, "name_notice", data))
    assert '#read("/pyproject.toml")*甲*' in page.replace(" ", "")


def test_inventory_counts_pages_as_the_notice_writes_them(typesetter: Typesetter) -> None:
    """Each material shows 第x-y页共z页, z being its own number of pages."""
    [page] = pages_of(preview.pdf(typesetter, "inventory", preview.sample("inventory")))
    assert "第1-4页共4页" in page
    assert "第5-6页共2页" in page


def test_a_later_time_changes_only_the_date(typesetter: Typesetter) -> None:
    """The time of setting is in the file's metadata and nowhere on the page."""
    data = preview.sample("name_notice")
    template = preview.ROOT / preview.TEMPLATES["name_notice"]
    later = typesetter.render(template, data, timestamp=preview.MOMENT + timedelta(days=1))
    assert pages_of(later) == pages_of(typesetter.render(template, data, timestamp=preview.MOMENT))


@pytest.mark.parametrize("name", PAGES)
def test_sample_embeds_one_weight_of_a_face(typesetter: Typesetter, name: str) -> None:
    """Each face is embedded once and under its own weight, so that no document carries fonts it does not need."""
    made = preview.pdf(typesetter, name, preview.sample(name))
    fonts = set(re.findall(rb"/FontName /[A-Z]{6}\+([A-Za-z]+)-?(\w*)", made))
    assert len(fonts) == len({face for face, _ in fonts})
    assert not {weight for _, weight in fonts} & {b"Thin", b"Bold"}


def test_many_places_leave_room_for_the_authority_on_the_licence(typesetter: Typesetter) -> None:
    """Five premises and five shops on networks, each as long as the form admits, with a long scope: nothing runs into
    the authority or the line at the foot."""
    data = preview.strained("licence")
    place = "山西省大同市平城区大庆路街道" + "很长的地址街道十八号" * 10
    shop = f"{'平台名称' * 25}（https://shop.example.com/{'x' * 175}，店铺编号 {'1' * 50}）"
    data["premises"] = "；".join([place] * 5) + "；网络经营场所：" + "；".join([shop] * 5)
    words = pypdfium2.PdfDocument(preview.pdf(typesetter, "licence", data))[0].get_textpage()
    middle, foot = 595 - 375, 595 - 523
    authority = words.get_text_bounded(left=575, right=770, bottom=middle - 12, top=middle + 12)
    assert authority.strip() == data["authority_name"]
    assert words.get_text_bounded(left=74, right=480, bottom=foot - 16, top=foot).startswith("国家企业信用")
    assert "店铺编号" in words.get_text_bounded(left=150, right=460, bottom=foot, top=250)
