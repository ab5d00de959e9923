"""After a correction, a document that says what was handed in is that document."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from services.filing.contract.messages import DocumentsPrepared
from tests.integration.filing.conftest import DETAILS, Filing, picture, resident_id
from tests.integration.filing.test_changes import _returned


def _measured(area: str) -> dict[str, Any]:
    said = DETAILS["premises_commitment"]
    assert isinstance(said, dict)
    return {**said, "area": area}


def _digests(prepared: DocumentsPrepared) -> dict[str, str]:
    return {document.kind: document.sha256 for document in prepared.documents}


def _again(filing: Filing, no: str, revision: int) -> dict[str, str]:
    filing.clock.advance(timedelta(hours=5))
    filing.lock(no, filing.name(no), filing.entries(no, "OPERATOR_LOCKED"))
    return _digests(filing.prepare(no, revision, filing.entries(no, "INFO_READY")))


def _first(filing: Filing) -> tuple[str, dict[str, str]]:
    """A returned application, and the documents that were handed in."""
    no = _returned(filing)
    rows = filing.rows("SELECT kind, sha256 FROM filing.document WHERE application_no = :no AND revision = 1", no=no)
    return no, dict(rows)


def _listed(filing: Filing, no: str) -> dict[str, bool]:
    answer = filing.get(f"/applications/{no}/documents").json()["documents"]
    return {line["kind"]: line["unchanged"] for line in answer}


def test_only_what_changed_is_made_anew(filing: Filing) -> None:
    """Another owner of the premises stands in one document; the other four stay the files that were signed."""
    no, first = _first(filing)
    details = DETAILS | {"premises_commitment": _measured("90")}
    assert filing.put(no, "details", details).status_code == 200
    second = _again(filing, no, 2)
    assert {kind for kind in second if second[kind] != first[kind]} == {"premises_commitment"}
    assert _listed(filing, no) == {kind: kind != "premises_commitment" for kind in first}
    filing.fix(no, 2, filing.entries(no, "AUTH_PENDING"))


def test_a_second_correction_looks_at_each_document_with_its_own_date(filing: Filing) -> None:
    """What was made for the first submission and stayed in the second stays in the third."""
    no, first = _first(filing)
    filing.put(no, "details", DETAILS | {"premises_commitment": _measured("90")})
    second = _again(filing, no, 2)
    filing.fix(no, 2, filing.entries(no, "AUTH_PENDING"))
    filing.accept(no, 2)
    filing.record(no, "CORRECTION_REQUIRED", reopen=("name", "operator", "details"))
    filing.put(no, "details", DETAILS | {"premises_commitment": _measured("91")})
    third = _again(filing, no, 3)
    assert {kind for kind in third if third[kind] != second[kind]} == {"premises_commitment"}
    assert third["identity_document"] == first["identity_document"]


def test_whoever_changed_nothing_signs_the_application_again(filing: Filing) -> None:
    """Handing in again is an act: one document is new even where every word is the same."""
    no, first = _first(filing)
    second = _again(filing, no, 2)
    assert {kind for kind in second if second[kind] != first[kind]} == {"application_form"}


def test_what_a_family_signs_is_signed_by_all_again(filing: Filing) -> None:
    """All of them are authenticated anew, so all of them sign."""
    members = [{"name": "张小禾", "id_number": resident_id(911), "relation": "子女", "mobile": "13800000028"}]
    operator = {"composition_form": "2", "family_members": members}
    no = filing.filled(operator=operator)
    filing.attach(no, "household_book", picture("household_book", operator=operator))
    filing.lock(no)
    filing.prepare(no)
    filing.fix(no)
    filing.accept(no)
    filing.record(no, "INFO_READY", "CORRECTION_REQUIRED", reopen=("name", "operator", "details"))
    rows = filing.rows("SELECT kind, sha256 FROM filing.document WHERE application_no = :no", no=no)
    first = dict(rows)
    filing.put(no, "details", DETAILS | {"premises_commitment": _measured("90")})
    second = _again(filing, no, 2)
    assert {kind for kind in second if second[kind] != first[kind]} == {"application_form", "premises_commitment"}


def test_a_draft_is_dated_by_its_own_making(filing: Filing) -> None:
    """Before anything is handed in, nothing stays."""
    no = filing.filled()
    filing.lock(no)
    first = _digests(filing.prepare(no))
    filing.clock.advance(timedelta(hours=1))
    filing.put(no, "details", DETAILS | {"employee_count": 4})
    second = _digests(filing.prepare(no, 2))
    assert not set(first.values()) & set(second.values())
    assert not any(_listed(filing, no).values())
