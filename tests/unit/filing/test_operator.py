"""Every field of the operator's page: what is put right, what is refused, what is missing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.filing.domain.operator import judge_operator
from services.filing.domain.operator_missing import missing_in_operator

TODAY = date(2026, 11, 20)
GIVEN: dict[str, Any] = {
    "name": "张晓禾",
    "sex": "1",
    "ethnicity": "01",
    "id_document_type": "10",
    "id_number": "140102198801011232",
    "birth_date": "1988-01-01",
    "id_valid_until": "2035-06-18",
    "email": "zhang@example.com",
    "mobile": "13800000025",
    "postcode": "037008",
    "political_status": "13",
    "employment_status": "01",
    "contact_phone": "0352-0000005",
    "education": "30",
    "residence": "山西省太原市小店区坞城街道学府街1号",
    "composition_form": "1",
}
MEMBER = {"name": "李禾苗", "id_number": "11010519491231002X", "relation": "配偶", "mobile": "13800000026"}
FILES = frozenset({"photo", "id_card_front", "id_card_back"})


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", "Zhang San", "malformed"),
        ("name", "张三\u0000", "malformed"),
        ("name", "张三\ue000", "malformed"),
        ("name", "张" * 61, "too_long"),
        ("name", "张\U0002ebef", "characters"),
        ("name", "·张三", "malformed"),
        ("name", "张3", "malformed"),
        ("sex", "3", "not_in_table"),
        ("sex", "2", "contradicts_id_number"),
        ("ethnicity", "60", "not_in_table"),
        ("id_document_type", "11", "not_in_table"),
        ("id_number", "14010219880101123", "id_number_length"),
        ("id_number", "140102198801011234", "id_number_check"),
        ("id_number", "140102880101123", "id_number_old_form"),
        ("id_number", "990102198801011232", "id_number_province"),
        ("id_number", "140102198802301232", "id_number_birth_date"),
        ("id_number", "14010219880101123A", "id_number_characters"),
        ("birth_date", "1988-01-02", "contradicts_id_number"),
        ("birth_date", "1988-13-01", "malformed"),
        ("birth_date", "1988/01/01", "malformed"),
        ("id_valid_until", "2026-11-19", "expired"),
        ("id_valid_until", "永久", "malformed"),
        ("email", "zhang.example.com", "malformed"),
        ("email", "a b@example.com", "malformed"),
        ("mobile", "12800000025", "malformed"),
        ("mobile", "1380000002", "malformed"),
        ("postcode", "03700", "malformed"),
        ("political_status", "14", "not_in_table"),
        ("employment_status", "10", "not_in_table"),
        ("contact_phone", "0000005", "malformed"),
        ("education", "99", "not_in_table"),
        ("residence", "街" * 201, "too_long"),
        ("residence", "山西省大同市平城区大庆路街道", "incomplete"),
        ("residence", "山西省大同市云州区西坪镇", "incomplete"),
        ("residence", "大同市平城区1号🏠", "characters"),
        ("residence", "大同市\ue000区1号", "characters"),
        ("residence", "大同市\u202e区1号", "characters"),
        ("composition_form", "3", "not_in_table"),
        ("family_members", [MEMBER], "not_wanted"),
    ],
)
def test_wrong_value(field: str, value: Any, code: str) -> None:
    """A wrong value of one field is refused with that field's pointer and a rule's code."""
    _, findings = judge_operator(GIVEN | {field: value}, TODAY)
    assert [(f.code, f.pointer) for f in findings] == [(f"filing.{code}", f"/{field}")]


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("name", " 张晓禾 ", "张晓禾"),
        ("name", "𠮷田", "𠮷田"),
        ("name", "㛃䶮𠅤𬱖𠮷㐆𡋾𱁬𰻝", "㛃䶮𠅤𬱖𠮷㐆𡋾𱁬𰻝"),
        ("name", "阿卜杜拉•买买提", "阿卜杜拉·买买提"),
        ("name", "阿卜杜拉‧买买提", "阿卜杜拉·买买提"),
        ("name", "阿卜杜拉．买买提", "阿卜杜拉·买买提"),
        ("name", "阿卜杜拉.买买提", "阿卜杜拉·买买提"),
        ("name", "\uf9e1海军", "李海军"),
        ("name", "张　三", "张三"),
        ("name", "张\u200b三", "张三"),
        ("name", "敏", "敏"),
        ("name", "阿" * 60, "阿" * 60),
        ("id_number", "１４０１０２１９８８０１０１１２３２", "140102198801011232"),
        ("mobile", "１３８００００００２５", "13800000025"),
        ("postcode", "０３７００８", "037008"),
        ("contact_phone", "０３５２－０００００５", None),
        ("contact_phone", "０３５２－００００００５", "0352-0000005"),
        ("contact_phone", "13800000025", "13800000025"),
        ("email", "zhang＠example.com", "zhang@example.com"),
        ("id_valid_until", "长期", "长期"),
        ("id_valid_until", "2026-11-21", date(2026, 11, 21)),
        ("residence", "\uf90a山街1号", "金山街1号"),
        ("residence", "山西省　太原市 学府街１号", "山西省 太原市 学府街1号"),
        ("sex", "", "1"),
        ("birth_date", None, date(1988, 1, 1)),
        ("education", "21", "21"),
    ],
)
def test_value_put_right(field: str, value: Any, kept: Any) -> None:
    """Widths and blanks are put right; what the identity number says need not be typed."""
    section, _ = judge_operator(GIVEN | {field: value}, TODAY)
    assert getattr(section, field) == kept


def test_all_defects_at_once() -> None:
    """Every wrong field is named in one answer (条例 Art. 19: one-time notice)."""
    wrong = {"name": "张3", "mobile": "1", "postcode": "1", "email": "x", "id_number": "1"}
    _, findings = judge_operator(GIVEN | wrong, TODAY)
    assert {f.pointer for f in findings} == {f"/{field}" for field in wrong}


def test_findings_never_repeat_what_was_typed() -> None:
    """Texts of findings hold no entered value: they travel in workflow payloads."""
    wrong = {"name": "Secretly", "mobile": "12345678", "email": "secret.example", "id_number": "777777777777777777"}
    _, findings = judge_operator(GIVEN | wrong, TODAY)
    texts = " ".join(f"{f.zh} {f.en}" for f in findings)
    assert not any(value in texts for value in wrong.values())


@pytest.mark.parametrize(("birth", "refused"), [("2010-11-20", False), ("2010-11-21", True)])
def test_age(birth: str, refused: bool) -> None:
    """An operator is at least 16 on the day (民法典 Art. 18); 16 and 17 are for an examiner to judge."""
    given = GIVEN | {"id_document_type": "90", "id_number": "B1234567", "birth_date": birth}
    _, findings = judge_operator(given, TODAY)
    assert [f.code for f in findings] == (["filing.too_young"] if refused else [])


def test_a_resident_too_young_is_told_at_the_number() -> None:
    """Which is what they typed; the date of birth follows from it."""
    _, findings = judge_operator(GIVEN | {"birth_date": None, "sex": None, "id_number": "140102201201011233"}, TODAY)
    assert [(f.code, f.pointer) for f in findings] == [("filing.too_young", "/id_number")]


@pytest.mark.parametrize(
    ("birth", "said", "asked"),
    [("2008-11-21", None, True), ("2008-11-21", "yes", False), ("2008-11-20", None, False)],
)
def test_somebody_under_eighteen_is_asked_what_they_live_on(birth: str, said: str | None, asked: bool) -> None:
    """On the operator's page, not after the submission (民法典 Art. 18)."""
    given = GIVEN | {"id_document_type": "90", "id_number": "B1234567", "birth_date": birth, "own_income": said}
    section, _ = judge_operator(given, TODAY)
    lacking = missing_in_operator(section, FILES, TODAY, members_sign=False)
    assert [f.pointer for f in lacking] == (["/operator/own_income"] if asked else [])


def test_other_documents_are_not_checked_as_resident_numbers() -> None:
    """A passport has letters, and its holder's name may be written in letters."""
    given = GIVEN | {"id_document_type": "40", "id_number": "E1234567", "name": "Anna-Maria Müller"}
    assert judge_operator(given, TODAY)[1] == []


@pytest.mark.parametrize("typed", ["E12345678", "e12345678", "ｅ１２３４５６７８", " e1234 5678 "])
def test_passport_numbers(typed: str) -> None:
    """A passport's number is one, in whatever letters it was typed."""
    section, findings = judge_operator(GIVEN | {"id_document_type": "40", "id_number": typed}, TODAY)
    assert findings == []
    assert section.id_number == "E12345678"


def test_a_name_nobody_can_print_has_a_way() -> None:
    """It is refused with a reason and the way to the window, not lost."""
    _, (finding,) = judge_operator(GIVEN | {"name": "张\U0002ebef"}, TODAY)
    assert "字库" in finding.zh
    assert "窗口" in (finding.remedy_zh or "")


def test_empty_page_is_no_defect() -> None:
    """A draft may be empty; what is blank is simply not filled in."""
    section, findings = judge_operator({"name": "  ", "email": None}, TODAY)
    assert findings == []
    assert section.name is None


def test_missing_fields_are_all_named() -> None:
    """Before confirmation every required field and picture is asked for."""
    pointers = {f.pointer for f in missing_in_operator(None, frozenset(), TODAY, members_sign=True)}
    required = {k for k in GIVEN if k not in {"id_document_type", "composition_form"}}
    assert pointers == {f"/operator/{name}" for name in required} | {f"/attachments/{kind}" for kind in FILES}


@pytest.mark.parametrize("kind", sorted(FILES))
def test_missing_picture(kind: str) -> None:
    """Each of the three pictures is required."""
    section, _ = judge_operator(GIVEN, TODAY)
    missing = missing_in_operator(section, FILES - {kind}, TODAY, members_sign=True)
    assert [f.pointer for f in missing] == [f"/attachments/{kind}"]


def test_document_that_expired_since() -> None:
    """A document valid when it was entered may have expired at confirmation; on its last day it has not."""
    section, _ = judge_operator(GIVEN | {"id_valid_until": "2026-11-21"}, TODAY)
    days = (date(2026, 11, 21), date(2026, 11, 22))
    found = [missing_in_operator(section, FILES, day, members_sign=True) for day in days]
    assert [[f.code for f in each] for each in found] == [[], ["filing.expired"]]


def test_family_business_needs_members_and_household_book() -> None:
    """A family business names its members and proves that they are family (实施细则 Art. 7)."""
    section, findings = judge_operator(GIVEN | {"composition_form": "2"}, TODAY)
    assert findings == []
    pointers = [f.pointer for f in missing_in_operator(section, FILES, TODAY, members_sign=True)]
    assert pointers == ["/operator/family_members", "/attachments/household_book"]


def test_complete_family_business() -> None:
    """With members and a marriage certificate nothing is missing."""
    given = GIVEN | {"composition_form": "2", "family_members": [MEMBER]}
    section, findings = judge_operator(given, TODAY)
    assert findings == []
    assert missing_in_operator(section, FILES | {"marriage_certificate"}, TODAY, members_sign=True) == []


@pytest.mark.parametrize(
    ("member", "pointer", "code"),
    [
        (MEMBER | {"id_number": GIVEN["id_number"]}, "/family_members/0/id_number", "filing.duplicate"),
        (MEMBER | {"id_number": "1"}, "/family_members/0/id_number", "filing.id_number_length"),
        (MEMBER | {"name": "x"}, "/family_members/0/name", "filing.malformed"),
        (MEMBER | {"relation": "亲" * 21}, "/family_members/0/relation", "filing.too_long"),
        (MEMBER | {"mobile": "0352-0000005"}, "/family_members/0/mobile", "filing.malformed"),
        (MEMBER | {"mobile": GIVEN["mobile"]}, "/family_members/0/mobile", "filing.mobile_of_another"),
    ],
)
def test_wrong_member(member: dict[str, str], pointer: str, code: str) -> None:
    """A member's fields are judged like the operator's, under the member's pointer."""
    _, findings = judge_operator(GIVEN | {"composition_form": "2", "family_members": [member]}, TODAY)
    assert [(f.pointer, f.code) for f in findings] == [(pointer, code)]


def test_member_lacking_fields() -> None:
    """What a member lacks is asked for before confirmation."""
    section, _ = judge_operator(GIVEN | {"composition_form": "2", "family_members": [{}]}, TODAY)
    pointers = [f.pointer for f in missing_in_operator(section, FILES | {"household_book"}, TODAY, members_sign=True)]
    assert pointers == [f"/operator/family_members/0/{name}" for name in ("name", "id_number", "relation", "mobile")]


def test_two_members_with_one_phone() -> None:
    """Everybody signs on a phone of their own; the second member is told why, and what to do."""
    other = MEMBER | {"id_number": "140102199003071236", "name": "张小禾"}
    _, findings = judge_operator(GIVEN | {"composition_form": "2", "family_members": [MEMBER, other]}, TODAY)
    [finding] = [f for f in findings if f.code == "filing.mobile_of_another"]
    assert finding.pointer == "/family_members/1/mobile"
    assert finding.article and finding.remedy_zh and finding.remedy_en


def test_phones_of_members_who_do_not_sign() -> None:
    """An application whose family members do not sign needs no phones of theirs."""
    member = {name: value for name, value in MEMBER.items() if name != "mobile"}
    section, _ = judge_operator(GIVEN | {"composition_form": "2", "family_members": [member]}, TODAY)
    files = FILES | {"household_book"}
    assert missing_in_operator(section, files, TODAY, members_sign=False) == []
    [finding] = missing_in_operator(section, files, TODAY, members_sign=True)
    assert (finding.pointer, finding.code) == ("/operator/family_members/0/mobile", "filing.required")
