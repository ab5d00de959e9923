"""AR-37 to AR-40: whether the material is complete, and what stands in the way of any registration."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from catalogues.approval_thresholds import Thresholds
from catalogues.filing_types import entity_kinds
from catalogues.filing_types.words import Section
from kernel.masking import mask_name
from services.approval.domain.results import Finding, correct, passed, refer
from services.approval.domain.rule import rule
from services.approval.domain.snapshot.case import CaseSnapshot

FILES = {
    "photo": "申请人照片",
    "id_card_front": "证件照（人像面）",
    "id_card_back": "证件照（国徽面）",
    "household_book": "户口簿或结婚证",
}
_PICTURES = ("photo", "id_card_front", "id_card_back")
_FAMILY = frozenset({"household_book", "marriage_certificate"})
_READABLE = frozenset({"image/jpeg", "image/png", "application/pdf"})
_FAMILY_BUSINESS = "2"


@rule(
    "AR-37",
    "Material complete",
    outcomes=("CORRECT",),
    remedy=("请补齐或重新上传所列材料", "Add or upload again what is listed"),
    pointer="/documents",
)
def material_complete(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    application = case.application
    originals = {document.kind: document for document in application.documents}
    handed_in = {document.kind: document for document in case.documents}
    described = case.application.filing
    for document in application.to_sign(named=case.name is not None):
        if document.kind not in originals or document.kind not in handed_in:
            title = described.title_of(document.kind)
            yield _lacking(title, document.kind, f"/documents/{document.kind}", described.last_form.section)
    for kind, original in originals.items():
        given = handed_in.get(kind)
        if given is not None and (given.pages != original.pages or given.pages < 1):
            yield correct(
                f"{described.title_of(kind)}共 {given.pages} 页，与生成时的 {original.pages} 页不一致",
                f"{kind} has {given.pages} pages and was made with {original.pages}",
                f"/documents/{kind}",
            )
    files = {file.kind: file for file in application.attachments}
    asked = described.asks_for(Section.OPERATOR)
    spared = entity_kinds.get(described.entity_kind).not_asked
    absent = [kind for kind in _PICTURES if asked and kind not in files and kind not in spared]
    if asked and application.operator.composition_form == _FAMILY_BUSINESS and not _FAMILY & files.keys():
        absent.append("household_book")
    for picture in absent:
        yield _lacking(FILES[picture], picture, f"/attachments/{picture}", Section.OPERATOR)
    for kind, file in files.items():
        if file.size < 1 or file.media_type not in _READABLE:
            yield correct(
                f"{FILES.get(kind, kind)}无法读取",
                f"The file {kind} cannot be read",
                f"/attachments/{kind}",
                Section.DETAILS if kind.endswith("premises_proof") else Section.OPERATOR,
            )


def _lacking(title: str, kind: str, pointer: str, section: Section) -> Finding:
    return correct(f"缺少材料：{title}", f"Material is missing: {kind}", pointer, section)


@rule(
    "AR-38",
    "Not registered already",
    outcomes=("REFER",),
    remedy=("由工作人员核实是否重复登记", "An examiner verifies whether this is a second registration"),
    pointer="/operator",
)
def not_registered_already(case: CaseSnapshot, limits: Thresholds) -> Iterator[Finding]:
    count = case.facts.duplicates
    if count > limits.number("most_duplicates"):
        who = mask_name(case.application.operator.name)
        yield refer(
            f"经营者 {who} 在同一登记机关、同一场所另有 {count} 件登记或申请，疑似重复登记",
            f"{who} has {count} other registrations or applications with this authority at this address",
        )


@rule(
    "AR-39",
    "No matter of national security or public interest",
    outcomes=("REFER",),
    remedy=("由工作人员审查；可能危害国家安全、社会公共利益的，依法不予登记", "An examiner looks at the case"),
    pointer="/details",
)
def no_public_concern(case: CaseSnapshot, limits: Thresholds) -> Iterator[Finding]:
    application = case.application
    texts = [
        ("/name", case.full_name or ""),
        ("/details/shop_name", application.details.shop_name),
        ("/details/premises_commitment/platform_name", application.premises_commitment.platform_name or ""),
        *((f"/details/scope_items/{n}", item.name) for n, item in enumerate(application.details.scope_items)),
    ]
    for pointer, text in texts:
        plain = "".join(unicodedata.normalize("NFKC", text).split())
        for word in limits.words("watched_words"):
            if word in plain:
                yield refer(f"含有特别监控用语“{word}”", f"A watched word occurs: {word}", pointer)


@rule(
    "AR-40",
    "No suit or arbitration pending",
    outcomes=("REFER",),
    remedy=(
        "待诉讼或仲裁终结后申请；已终结的请向工作人员说明",
        "Apply when it is over, or say that it is",
    ),
    pointer="/operator",
)
def nothing_pending(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    for person in case.authentication.persons:
        if person.facts.litigation:
            who = mask_name(person.name)
            yield refer(
                f"{who} 存在影响登记的诉讼或仲裁",
                f"A suit or arbitration of {who} stands in the way of the registration",
            )
    if not any(person.facts.litigation for person in case.authentication.persons):
        yield passed("没有影响登记的诉讼或仲裁", "No suit or arbitration stands in the way")


RULES = (material_complete, not_registered_already, no_public_concern, nothing_pending)
