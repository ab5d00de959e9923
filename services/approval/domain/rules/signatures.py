"""Whether everybody signed what is theirs, and in time."""

from __future__ import annotations

from collections.abc import Iterator

from catalogues import phrases, working_days
from catalogues.approval_thresholds import Thresholds
from kernel.masking import mask_name
from services.approval.domain.results import Finding, correct, passed
from services.approval.domain.rule import rule
from services.approval.domain.snapshot.application import Party
from services.approval.domain.snapshot.authentication import Person
from services.approval.domain.snapshot.case import CaseSnapshot
from services.approval.domain.snapshot.signatures import SignedDocument


def _who(person: Person | Party) -> str:
    return mask_name(person.name)


@rule(
    "AR-03",
    "Signatures complete",
    outcomes=("CORRECT",),
    remedy=("请重新确认材料并签名", "Confirm the documents and sign them again"),
    pointer="/documents",
)
def signatures_complete(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    signed = {document.kind: document for document in case.signatures.documents}
    handed_in = {document.kind: document for document in case.documents}
    signers = {signer.person_ref: signer for signer in case.signatures.signers}
    for person in case.authentication.persons:
        if person.person_ref not in signers:
            who = _who(person)
            yield correct(f"{who} 尚未签名", f"{who} has not signed", "/documents")
    authenticated = {person.person_ref for person in case.authentication.persons}
    for party in case.application.others_who_sign:
        # Who was authenticated is spoken of above.
        if party.ref not in signers and party.ref not in authenticated:
            yield correct(f"{_who(party)} 尚未签名", f"{_who(party)} has not signed", "/documents")
    for signer in signers.values():
        if not signer.certificate_serial:
            yield correct("签名没有数字证书", "A signature comes without a certificate", "/documents")
        if signer.signed_at < case.application.confirmed_at:
            yield correct("签名早于材料确认", "A signature is older than its documents", "/documents")
    for original in case.application.documents:
        pointer = f"/documents/{original.kind}"
        found = signed.get(original.kind)
        if found is None:
            yield correct(
                f"材料 {original.kind} 未签名",
                f"The document {original.kind} is not signed",
                pointer,
            )
        elif (found.original_sha256, found.original_sm3) != (original.sha256, original.sm3):
            yield correct(
                f"材料 {original.kind} 的摘要与预览确认时不一致",
                f"The digest of {original.kind} is not that of the confirmed preview",
                pointer,
            )
        elif not found.valid:
            yield correct(
                f"材料 {original.kind} 的签名验签未通过",
                f"The signature on {original.kind} does not verify",
                pointer,
            )
        elif original.kind not in handed_in or handed_in[original.kind].sha256 != found.signed_sha256:
            yield correct(
                f"提交的材料 {original.kind} 不是所签的文件",
                f"The {original.kind} handed in is not the file that was signed",
                pointer,
            )
        yield from _whose_signature_is_missing(case, original.kind, found)


def _whose_signature_is_missing(case: CaseSnapshot, kind: str, signed: SignedDocument | None) -> Iterator[Finding]:
    """Of the parties that sign a document by the description of the filing."""
    roles = case.application.filing.document(kind).signers
    for party in case.application.parties:
        due = party.signs and any(role in roles for role in party.roles)
        if due and signed is not None and party.ref not in signed.signed_by:
            yield correct(
                f"材料 {kind} 缺少 {_who(party)} 的签名", f"{_who(party)} has not signed {kind}", f"/documents/{kind}"
            )


@rule(
    "AR-04",
    "Signed and submitted in time",
    outcomes=("CORRECT",),
    remedy=("请重新进行实名认证并在新的期限内签名、提交", "Authenticate again, then sign and submit in the new time"),
    pointer="/authentication",
)
def in_time(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    day = working_days.deadline_notice_date(case.signing_deadline)
    if max(case.submitted_at, case.signatures.completed_at) >= case.signing_deadline:
        yield correct(
            f"逾期未提交设立登记申请（最后一日为{phrases.chinese_date(day)}），需重新认证",
            f"Not signed and submitted in time; the last day was {day}",
            "/authentication",
        )
    else:
        yield passed(f"在期限内（至{phrases.chinese_date(day)}）提交", f"Submitted in time; the last day was {day}")


RULES = (signatures_complete, in_time)
