"""What the operator's section still lacks before it can be confirmed, each thing at its field."""

from __future__ import annotations

from datetime import date

from catalogues import approval_thresholds
from kernel.deadlines import has_passed
from kernel.errors import Finding
from kernel.persons import age_on
from services.filing.domain.entries import Entries
from services.filing.domain.helper import missing_in_helper
from services.filing.domain.liaison import missing_in_liaison
from services.filing.domain.operator import FAMILY_BUSINESS, REQUIRED, YES, Operator


def missing_in_operator(
    section: Operator | None,
    attachments: frozenset[str],
    today: date,
    *,
    members_sign: bool,
    not_asked: tuple[str, ...] = (),
) -> list[Finding]:
    """What is still missing, or has expired since it was entered, before the operator can be confirmed.

    `members_sign`: family members sign too, each on a phone of their own; `not_asked` is what this kind of business
    does without.
    """
    found = section or Operator()
    entries = Entries({}, "/operator")
    for name, zh, en in REQUIRED:
        if name not in not_asked and getattr(found, name) is None:
            entries.note(name, "required", f"请填写{zh}", f"Enter the {en}")
    if isinstance(found.id_valid_until, date) and has_passed(found.id_valid_until, today):
        entries.note("id_valid_until", "expired", "证件已过期", "The document has expired", "居民身份证法第十一条")
    _missing_of_a_minor(found, entries, today)
    missing_in_liaison(found.liaison, entries.findings)
    missing_in_helper(found.helper, entries.findings)
    files = Entries({}, "/attachments", entries.findings)
    for kind, zh, en in (
        ("photo", "请上传申请人照片", "Upload the applicant's photograph"),
        ("id_card_front", "请上传证件照（人像面）", "Upload the portrait side of the identity card"),
        ("id_card_back", "请上传证件照（国徽面）", "Upload the emblem side of the identity card"),
    ):
        if kind not in attachments and kind not in not_asked:
            files.note(kind, "required", zh, en, "条例第十六条")
    if found.composition_form == FAMILY_BUSINESS:
        if not found.family_members:
            entries.note(
                "family_members",
                "required",
                "家庭经营请填写参加经营的家庭成员",
                "Name the family members",
                "实施细则第七条（七）",
            )
        for position, member in enumerate(found.family_members):
            inside = Entries({}, f"/operator/family_members/{position}", entries.findings)
            for name, zh, en in (
                ("name", "姓名", "name"),
                ("id_number", "证件号码", "document number"),
                ("relation", "与经营者关系", "relation to the operator"),
            ):
                if getattr(member, name) is None:
                    inside.note(name, "required", f"请填写{zh}", f"Enter the {en}")
            if members_sign and member.mobile is None:
                inside.note(
                    "mobile",
                    "required",
                    "请填写手机号，家庭成员须在本人手机上签署申请书",
                    "Enter a mobile number: family members sign the application on their own phones",
                    "实施细则第十五条、第十六条",
                    remedy=("请填写该成员本人的手机号", "Enter this member's own mobile number"),
                )
        if not attachments & {"household_book", "marriage_certificate"}:
            files.note(
                "household_book",
                "required",
                "家庭经营请上传户口簿或结婚证",
                "Upload the household book or the marriage certificate",
            )
    return entries.findings


def _missing_of_a_minor(found: Operator, entries: Entries, today: date) -> None:
    full = approval_thresholds.in_force(today).number("full_age")
    if found.birth_date is not None and age_on(found.birth_date, today) < full and found.own_income != YES:
        entries.note(
            "own_income",
            "own_income",
            f"经营者未满 {full} 周岁，须以自己的劳动收入为主要生活来源",
            f"An operator younger than {full} has to live mainly on their own labour",
            "民法典第十八条",
            remedy=(
                "符合的请勾选确认，由工作人员核实；不符合的不能担任经营者",
                "Confirm it, and an examiner verifies it",
            ),
        )
