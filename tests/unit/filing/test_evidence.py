"""What is taken from the lines a picture was read as, and when it agrees with what was entered."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from catalogues.evidence import Doubt, Reading
from kernel.reading.pages import Line, Page, page_as_text, page_of
from services.filing.domain.attachments import AttachmentKind
from services.filing.domain.details import PremisesCommitment
from services.filing.domain.evidence.identity_card import read_back, read_front
from services.filing.domain.evidence.judging import Entered, anchors, judge, offered, sought_in
from services.filing.domain.evidence.premises_paper import Place
from services.filing.domain.evidence.writing import rows
from services.filing.domain.operator import FamilyMember, Operator

TODAY = date(2026, 11, 28)
NUMBER = "140102198801011232"
PHOTO, FRONT, BACK = AttachmentKind.PHOTO, AttachmentKind.ID_CARD_FRONT, AttachmentKind.ID_CARD_BACK
PROOF, BOOK = AttachmentKind.PREMISES_PROOF, AttachmentKind.HOUSEHOLD_BOOK
CARD = (
    ("姓名", "穆静"),
    ("性别", "男民族汉"),
    ("出生", "1988年1月1日"),
    ("住址", "山西省大同市平城区"),
    ("大庆路街道虚构巷1号",),
    ("公民身份号码", NUMBER),
)
EMBLEM = (("居民身份证",), ("签发机关", "虚构市公安局平城分局"), ("有效期限", "2018.01.01-2038.01.01"))
LEASE = (
    ("房屋租赁合同",),
    ("出租方（甲方）：刘某某", "承租方（乙方）：穆静"),
    ("一、房屋坐落：山西省大同市平城区大庆路街道",),
    ("迎宾街18号1层3号，建筑面积86平方米。",),
    ("三、租期：自2026年11月1日起至2029年10月31日止。",),
)
MARRIAGE = (
    ("结婚证",),
    ("持证人：穆静", "登记日期：2015年5月20日"),
    (f"姓名：穆静身份证件号：{NUMBER}",),
    ("姓名：那日松身份证件号：210106199003082085",),
)
PARTNER = FamilyMember(name="那日松", id_number="210106199003082085")


def page(*rows: tuple[str, ...], turn: int = 0) -> Page:
    """The texts of each row side by side."""
    lines = [
        Line(text, 300 * column, 40 * row, 300 * column + 280, 40 * row + 30)
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    ]
    return Page(turn, 860, 540, tuple(lines))


def replaced(rows: tuple[tuple[str, ...], ...], old: str, new: str) -> Page:
    return page(*(tuple(text.replace(old, new) for text in texts) for texts in rows))


def entered(**changes: object) -> Entered:
    """The person of the card, in the shop of the lease."""
    operator = Operator(
        name="穆静", id_number=NUMBER, sex="1", ethnicity="01", id_valid_until=date(2038, 1, 1)
    ).model_copy(update={key: value for key, value in changes.items() if key in Operator.model_fields})
    return Entered(
        operator,
        Place("140213", "大庆路街道", str(changes.get("detail", "迎宾街18号1层3号"))),
        PremisesCommitment(owner="刘某某", use_to=date(2029, 10, 31)),
        TODAY,
    )


@pytest.mark.parametrize(
    "rows",
    [
        CARD,
        (
            ("姓名穆静",),
            ("性别男", "民族汉"),
            ("出生1988年1月1日",),
            (f"公民身份号码{NUMBER}",),
            ("住址山西省某处1号",),
        ),
        (
            ("姓 名 穆 静",),
            ("性 别 男 民 族 汉",),
            ("出 生 1988 年 1 月 1 日",),
            ("公民身份号码", "１４０１０２１９８８０１０１１２３２"),
        ),
        (("穆静",), ("性别男民族汉",), ("出生1988年1月1日",), ("公民身份号码", "I4O1O2I988O1O11232")),
        (("姓名", "穆静"), ("性别", "男", "民族", "汉"), ("住址某处",), ("公民身份号码", "140102 19880101 1232")),
        (("虚构样例 SPECIMEN",), *CARD),
    ],
)
def test_the_portrait_side_is_understood_however_its_lines_were_cut(rows: tuple[tuple[str, ...], ...]) -> None:
    """Labels apart or joined, full width, O for 0, blanks inside, a label lost: all is found."""
    front = read_front(page(*rows))
    assert (front.number, front.name, front.sex, front.ethnicity) == (NUMBER, "穆静", "1", "01")


def test_a_card_is_valid_on_its_last_day() -> None:
    """Until 24:00."""
    today = replaced(EMBLEM, "2018.01.01-2038.01.01", "2006.11.28-2026.11.28")
    assert judge(BACK, today, entered(id_valid_until=TODAY)).doubts == ()


def test_contracts_may_be_copies() -> None:
    """Of paper without colours a copy shows as much."""
    assert judge(PROOF, dataclasses.replace(page(*LEASE), coloured=False), entered()).doubts == ()


@pytest.mark.parametrize(
    ("written", "name", "group", "code"),
    [
        ("阿依古丽·买买提", "阿依古丽·买买提", "维吾尔", "05"),
        ("阿依古丽•买买提", "阿依古丽·买买提", "维吾尔", "05"),
        ("欧阳若水", "欧阳若水", "土家", "15"),
        ("那日松", "那日松", "蒙古", "02"),
    ],
)
def test_names_of_every_people_are_read(written: str, name: str, group: str, code: str) -> None:
    """With the dot between parts however it was recognised, and groups of more than one character."""
    front = read_front(replaced((("姓名", written), *CARD[1:]), "民族汉", f"民族{group}"))
    assert (front.name, front.ethnicity) == (name, code)


@pytest.mark.parametrize("last", ["X", "x", "×"])
def test_a_number_may_end_with_an_x(last: str) -> None:
    """However it was recognised."""
    assert read_front(replaced(CARD, NUMBER, "11010119900307109" + last)).number == "11010119900307109X"


def test_a_number_with_a_wrong_check_character_was_not_read() -> None:
    """A misread digit is no number."""
    assert read_front(replaced(CARD, NUMBER, "140102198801011233")).number is None


@pytest.mark.parametrize(
    ("validity", "until"),
    [
        ("2018.01.01-2038.01.01", date(2038, 1, 1)),
        ("2018.01.01—2038.01.01", date(2038, 1, 1)),
        ("2018.O1.01-2O38.01.O1", date(2038, 1, 1)),
        ("2018.01.01-长期", "长期"),
        ("2018,01.01-2038.01,01", date(2038, 1, 1)),
    ],
)
def test_the_validity_is_read(validity: str, until: object) -> None:
    """A day or 长期, behind the day it begins."""
    back = read_back(replaced(EMBLEM, "2018.01.01-2038.01.01", validity))
    assert (back.valid_from, back.valid_until) == (date(2018, 1, 1), until)


@pytest.mark.parametrize(("kind", "rows"), [(FRONT, CARD), (BACK, EMBLEM), (PROOF, LEASE)])
def test_what_agrees_leaves_no_doubt(kind: AttachmentKind, rows: tuple[tuple[str, ...], ...]) -> None:
    """Card and lease of the person and place that were entered."""
    verdict = judge(kind, page(*rows), entered())
    assert (verdict.reading, verdict.doubts) == (Reading.YES, ())


@pytest.mark.parametrize(
    ("kind", "shown", "doubts"),
    [
        (FRONT, page(), (Doubt.UNREADABLE,)),
        (FRONT, page(("你好世界",), ("今日特价",)), (Doubt.NO_CARD,)),
        (FRONT, page(*EMBLEM), (Doubt.WRONG_SIDE,)),
        (BACK, page(*CARD), (Doubt.WRONG_SIDE,)),
        (FRONT, page(*CARD, turn=180), (Doubt.TURNED,)),
        (FRONT, dataclasses.replace(page(*CARD), coloured=False), (Doubt.COLOURLESS,)),
        (BACK, dataclasses.replace(page(*EMBLEM), coloured=False), (Doubt.COLOURLESS,)),
        (FRONT, replaced(CARD, "穆静", "李四"), (Doubt.NAME,)),
        (FRONT, replaced(CARD, NUMBER, "11010119900307109X"), (Doubt.NUMBER,)),
        (FRONT, replaced(CARD, NUMBER, "140102198801011233"), (Doubt.UNREADABLE,)),
        (FRONT, replaced(CARD, "男民族", "女民族"), (Doubt.SEX,)),
        (FRONT, replaced(CARD, "民族汉", "民族回"), (Doubt.ETHNICITY,)),
        (BACK, replaced(EMBLEM, "2038.01.01", "2033.01.01"), (Doubt.VALIDITY,)),
        (BACK, replaced(EMBLEM, "2018.01.01-2038.01.01", "2006.01.01-2026.11.27"), (Doubt.EXPIRED,)),
        (BACK, replaced(EMBLEM, "2018.01.01-2038.01.01", ""), (Doubt.UNREADABLE,)),
        (PHOTO, Page(0, 400, 500, faces=0), (Doubt.NO_FACE,)),
        (PHOTO, Page(0, 400, 500, faces=2), (Doubt.SEVERAL_FACES,)),
        (PHOTO, Page(90, 400, 500, faces=1), (Doubt.TURNED,)),
        (PROOF, page(*CARD), (Doubt.NO_PROOF,)),
        (PROOF, replaced(LEASE, "迎宾街18号", "迎宾街19号"), (Doubt.ADDRESS,)),
        (PROOF, replaced(LEASE, "迎宾街18号", "迎宾街118号"), (Doubt.ADDRESS,)),
        (PROOF, replaced(LEASE, "1层3号", "1层"), (Doubt.ADDRESS,)),
        (PROOF, replaced(LEASE, "大同市平城区", "太原市小店区"), (Doubt.ADDRESS,)),
        (PROOF, page(LEASE[0], ("出租方：王某", "承租方：李四"), *LEASE[2:]), (Doubt.PARTY,)),
        (PROOF, replaced(LEASE, "穆静", "李四"), (Doubt.PARTY,)),
        (PROOF, replaced(LEASE, "2029年", "2030年"), (Doubt.TERM,)),
        (PROOF, replaced(LEASE, "2029年10月31日", "2026年11月28日"), (Doubt.TERM_ENDED,)),
        (BOOK, page(*LEASE), (Doubt.NO_FAMILY,)),
        (BOOK, replaced(MARRIAGE, "那日松", "李四"), (Doubt.MEMBER,)),
    ],
)
def test_what_does_not_agree_is_a_doubt(kind: AttachmentKind, shown: Page, doubts: tuple[Doubt, ...]) -> None:
    """Each by its name; what cannot be read is not read."""
    verdict = judge(kind, shown, entered(family_members=(PARTNER,)))
    assert verdict.doubts == doubts
    assert (verdict.reading is Reading.NO) == (doubts == (Doubt.UNREADABLE,))


@pytest.mark.parametrize(
    "written",
    ["迎宾街十八号一层三号", "迎宾街18號1層3號", "迎宾街１８号１层３号", "迎宾街18#1层3号", "迎宾荷18号1层3号"],
)
def test_an_address_may_be_written_otherwise(written: str) -> None:
    """Numerals, width, old characters, a character misread: it is the same house."""
    assert judge(PROOF, replaced(LEASE, "迎宾街18号1层3号", written), entered()).doubts == ()


def test_a_line_that_slopes_into_the_next_one_comes_first() -> None:
    """An address that goes on in the next line, photographed askew: the short line is below, not beside."""
    long = Line("一、房屋坐落：山西省大同市平城区大庆路街道迎宾街18", 203, 357, 777, 423)
    short = Line("号1层3号。", 201, 388, 339, 452)
    rest = tuple(dataclasses.replace(line, top=line.top + 500, bottom=line.bottom + 500) for line in page(*LEASE).lines)
    lines = (long, short, *(line for line in rest if "街" not in line.text))
    assert judge(PROOF, Page(0, 905, 1280, lines), entered()).doubts == ()


def test_a_character_in_two_boxes_is_written_once() -> None:
    """The box of a name began within the one of its label: 姓名 and 名冯嘉怡. Beside it, a doubled character stays."""
    label, name = Line("姓名", 56, 74, 123, 114), Line("名冯嘉怡", 100, 70, 261, 120)
    assert rows(Page(0, 860, 540, (name, label))) == ("姓名冯嘉怡",)
    assert rows(Page(0, 860, 540, (label, dataclasses.replace(name, left=124)))) == ("姓名名冯嘉怡",)


def test_the_paper_of_further_places_names_each_of_them() -> None:
    """Beside the main place, which has a paper of its own."""
    further = Place("140213", "大庆路街道", "迎宾街18号1层3号"), Place("140213", "大庆路街道", "迎宾街20号")
    kind, one = AttachmentKind.FURTHER_PREMISES_PROOF, page(*LEASE)
    both = page(*LEASE[:4], ("和迎宾街20号。",), *LEASE[4:])
    of_both = dataclasses.replace(entered(detail="别处1号"), further=further)
    assert judge(kind, one, of_both).doubts == (Doubt.ADDRESS,)
    assert judge(kind, both, of_both).doubts == ()


def test_a_deed_names_its_owner_alone() -> None:
    """Who lets others use a house has it in the own name; of a lease the tenant must be the applicant."""
    deed = (("不动产权证书",), ("权利人：刘某某",), ("坐落：山西省大同市平城区大庆路街道迎宾街18号1层3号",))
    assert judge(PROOF, page(*deed), entered()).doubts == ()


def test_a_family_is_found_in_its_certificate() -> None:
    """Operator and member, each with name and number."""
    assert judge(BOOK, page(*MARRIAGE), entered(family_members=(PARTNER,))).doubts == ()


@pytest.mark.parametrize("read", ["张口", "张", "张日木"])
def test_a_character_nobody_can_recognise_is_no_doubt(read: str) -> None:
    """Where the number is right and the rest of the name agrees."""
    shown = replaced(CARD, "穆静", read)
    assert judge(FRONT, shown, entered(name="张𠮷")).doubts == ()
    assert judge(FRONT, shown, entered(name="李𠮷")).doubts == (Doubt.NAME,)


def test_fields_are_offered_as_they_stand_on_the_card() -> None:
    """The form can be filled from the two sides; of the wrong side nothing is taken."""
    assert offered(FRONT, page(*CARD)) == {
        "name": "穆静",
        "id_number": NUMBER,
        "sex": "1",
        "ethnicity": "01",
        "residence": "山西省大同市平城区大庆路街道虚构巷1号",
    }
    assert offered(BACK, page(*EMBLEM)) == {"id_valid_until": "2038-01-01"}
    assert offered(FRONT, page(*EMBLEM)) == {}


def test_what_was_not_entered_yet_is_not_contradicted() -> None:
    """A card photographed before anything was typed is no doubt."""
    nothing = Entered(Operator(), None, PremisesCommitment(), TODAY)
    assert judge(FRONT, page(*CARD), nothing).doubts == ()
    assert judge(PROOF, page(*LEASE), nothing).doubts == ()


def test_of_other_documents_the_number_is_sought() -> None:
    """Passports and permits have many faces."""
    passport = {"id_document_type": "40", "id_number": "E12345678"}
    assert judge(FRONT, page(("护照 PASSPORT",), ("E12345678",)), entered(**passport)).doubts == ()
    assert judge(FRONT, page(("护照 PASSPORT",), ("E87654321",)), entered(**passport)).doubts == (Doubt.NUMBER,)


def test_every_kind_of_picture_is_read() -> None:
    """A face in the photograph, text in all others."""
    assert {kind: bool(anchors(kind)) for kind in AttachmentKind} == {
        kind: kind is not PHOTO for kind in AttachmentKind
    }
    assert all(map(sought_in, AttachmentKind))


def test_a_page_survives_being_kept() -> None:
    """What is encrypted and read again is the same page; other text is none."""
    assert page_of(page_as_text(page(*CARD, turn=90))) == page(*CARD, turn=90)
    for text in ("{}", "[]", "3", '{"lines": 1}'):
        with pytest.raises(ValueError, match="no page"):
            page_of(text)
