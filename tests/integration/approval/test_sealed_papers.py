"""Every paper that an applicant or a file gets of a decision carries the authority's seal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from catalogues.filing_types.words import DocumentKind
from kernel.errors import Outage
from services.approval.operations.deciding import decide_case
from services.approval.store import decisions
from tests.integration.approval.conftest import DEFECTIVE, REFERRED, REJECTED, SEALED, Office

RECEIPT, SHEET, NOTICE = DocumentKind.MATERIAL_RECEIPT, DocumentKind.REVIEW_SHEET, DocumentKind.DECISION_NOTICE


@pytest.mark.parametrize(
    ("changes", "kinds"),
    [
        ((), {SHEET, NOTICE}),
        ((DEFECTIVE,), {SHEET, NOTICE}),
        ((REJECTED,), {SHEET, NOTICE}),
        ((REFERRED,), {SHEET, RECEIPT}),
    ],
)
def test_decisions_and_receipts(office: Office, changes: tuple[tuple[str, object], ...], kinds: set[str]) -> None:
    decided = office.decide(*changes)
    assert {document.kind for document in decided.documents} == kinds
    assert all(SEALED in office.resources.exchange.collect_document(document) for document in decided.documents)


def test_countersigned_refusal(office: Office) -> None:
    decided = office.decided(office.referred(), "REJECT")
    assert {document.kind for document in decided.documents} == {SHEET, NOTICE, DocumentKind.COUNTERSIGNATURES}
    assert all(SEALED in office.resources.exchange.collect_document(document) for document in decided.documents)


def test_what_was_sealed_first_stays(office: Office) -> None:
    """A seal is new each time; who comes second, or comes again, gets what the first published."""
    request = office.request()
    first = decide_case(office.resources, request)
    with office.resources.database.transaction() as session:
        kept = session.get_one(decisions.CaseDecision, first.decision_no)
        kept.part_key = kept.part_digest = None  # as another process that read the row before the first wrote
    again = decide_case(office.resources, request)
    assert again.documents == first.documents


def test_nobody_is_told_while_the_seals_are_out_of_reach(office: Office) -> None:
    class Silent:
        def sealed(self, order: str, papers: object) -> list[bytes]:
            raise Outage("licence.unavailable")

    request = office.request()
    with pytest.raises(Outage):
        decide_case(replace(office.resources, seals=Silent()), request)
    assert {document.kind for document in decide_case(office.resources, request).documents} == {SHEET, NOTICE}
