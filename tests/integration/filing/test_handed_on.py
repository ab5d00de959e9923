"""Steps of an application that other services carry here with an act of their own."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel

from services.filing.contract.messages import AcceptSubmission, RecordStages
from tests.fixtures.services.handing import handed
from tests.fixtures.services.keys import left
from tests.integration.filing.conftest import Filing


class Part(BaseModel):
    """As much as is read of another service's part."""

    application_no: str


def _posted(filing: Filing, no: str, what: str, kind: str, request: Any, **held: Any) -> Any:
    part = left(filing.resources.exchange, no, kind, Part(application_no=no))
    return filing.client.post(f"/applications/{no}/{what}", json=handed(part, request, **held))


def test_a_submission_comes_with_its_signatures(filing: Filing) -> None:
    """As when the workflow asks: twice it is one, and the timeline has its lines once."""
    no = filing.fixed()
    request = AcceptSubmission(application_no=no, submission=1, entries=filing.entries(no, "SUBMITTED"))
    answers = [_posted(filing, no, "submissions", "signatures", request) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json() == filing.accept(no).model_dump(mode="json")
    lines = filing.get(f"/applications/{no}/timeline").json()["entries"]
    assert [line["stage"] for line in lines][-1:] == ["SUBMITTED"]


def test_the_last_line_comes_with_the_licence(filing: Filing) -> None:
    """Twice it is one line."""
    no = filing.fixed()
    request = RecordStages(application_no=no, entries=filing.entries(no, "LICENSED"))
    answers = [_posted(filing, no, "stages", "licence", request) for _ in range(2)]
    assert [answer.json() for answer in answers] == [{"stage": "LICENSED"}] * 2
    assert filing.get(f"/applications/{no}/timeline").json()["stage"] == "LICENSED"


@pytest.mark.parametrize(("what", "kind"), [("submissions", "signatures"), ("stages", "licence")])
def test_nobody_without_the_reference_is_heard(filing: Filing, what: str, kind: str) -> None:
    """A wrong digest, a part of another kind, or of another application."""
    no, other = filing.fixed(), filing.open()
    lines = filing.entries(no, "LICENSED")
    request: Any = (
        AcceptSubmission(application_no=no, submission=1, entries=lines)
        if what == "submissions"
        else RecordStages(application_no=no, entries=lines)
    )
    assert _posted(filing, no, what, kind, request, digest="0" * 64).status_code == 404
    assert _posted(filing, no, what, "name", request).status_code == 404
    assert _posted(filing, other, what, kind, request).status_code == 404
    assert filing.get(f"/applications/{no}/timeline").json()["stage"] == "OPERATOR_LOCKED"
