"""What a returned application says differently than when it was confirmed."""

from __future__ import annotations

from typing import Any

from tests.fixtures.pictures import ordinary
from tests.integration.filing.conftest import OPERATOR, Filing


def _returned(filing: Filing) -> str:
    no = filing.fixed()
    filing.accept(no)
    filing.record(no, "INFO_READY", "CORRECTION_REQUIRED", reopen=("name", "operator", "details"))
    return no


def _changes(filing: Filing, no: str) -> list[str]:
    answer = filing.get(f"/applications/{no}/changes")
    assert answer.status_code == 200, answer.text
    found: list[str] = answer.json()["pointers"]
    return found


def _section(filing: Filing, no: str, name: str) -> dict[str, Any]:
    kept: dict[str, Any] = filing.get(f"/applications/{no}/{name}").json()["section"]
    return kept


def test_nothing_differs_until_something_is_changed(filing: Filing) -> None:
    """Neither before the first confirmation, nor after a section was saved again as it was."""
    assert _changes(filing, filing.filled(subject="account-1")) == []
    no = _returned(filing)
    assert filing.put(no, "operator", _section(filing, no, "operator")).status_code == 200
    assert _changes(filing, no) == []


def test_each_field_and_picture_is_named_by_itself(filing: Filing) -> None:
    """So that a list of what to correct can be ticked off."""
    no = _returned(filing)
    filing.put(
        no, "premises", _section(filing, no, "premises") | {"detail": "大庆路34号1层3号商铺", "capital_amount": "11"}
    )
    filing.put(no, "operator", _section(filing, no, "operator") | {"education": "20"})
    details = _section(filing, no, "details")
    commitment = details["premises_commitment"] | {"owner": "王某某"}
    filing.put(no, "details", details | {"scope_items": ["餐饮服务"], "premises_commitment": commitment})
    photo = ordinary("photo", OPERATOR["name"], OPERATOR["id_number"])
    assert filing.attach(no, "photo", photo).status_code == 200
    assert set(_changes(filing, no)) >= {
        "/premises/detail",
        "/premises/capital_amount",
        "/operator/education",
        "/details/scope_items",
        "/details/premises_commitment/owner",
    }
    assert not {"/operator/name", "/premises/street_name", "/details/shop_name"} & set(_changes(filing, no))


def test_a_picture_that_was_replaced_is_a_change(filing: Filing) -> None:
    """And one that was taken away."""
    no = _returned(filing)
    path = f"/applications/{no}/attachments/premises_proof"
    assert filing.client.delete(path, headers=filing.headers()).status_code == 204
    assert _changes(filing, no) == ["/attachments/premises_proof"]


def test_the_changes_of_others_are_not_told(filing: Filing) -> None:
    """It is as if the application did not exist."""
    no = filing.filled()
    assert filing.get(f"/applications/{no}/changes", subject="account-2").status_code == 404
