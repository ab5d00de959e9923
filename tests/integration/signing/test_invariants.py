"""Every invariant finds what it is there for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session

from tests.integration.signing.conftest import World, broken_invariants
from tests.servers import as_owner


class _Undo(Exception):
    pass


@pytest.mark.parametrize(
    ("harm", "invariant"),
    [
        (
            "UPDATE signing.document_signature SET timestamped_at = :before WHERE session_no = :number",
            "no_signature_older_than_its_document",
        ),
        ("DELETE FROM signing.document_signature WHERE session_no = :number", "completed_sessions_are_signed_whole"),
        (
            "UPDATE signing.document_signature SET pages = 99 WHERE session_no = :number",
            "completed_sessions_are_signed_whole",
        ),
        (
            "UPDATE signing.document_signature SET seq = 2 WHERE session_no = :number",
            "signatures_follow_one_another",
        ),
        (
            "UPDATE signing.signing_session SET completed_at = NULL WHERE session_no = :number",
            "acts_and_completion_agree",
        ),
        (
            "UPDATE signing.signing_session SET deadline = :before WHERE session_no = :number",
            "acts_and_completion_agree",
        ),
        (
            "UPDATE signing.signing_session SET voided_at = :before, void_reason = 'lapsed' WHERE session_no = :number",
            "no_live_link_on_a_void_session",
        ),
        (
            "INSERT INTO signing.signing_session SELECT session_no || 'x', application_no, 2, account_subject,"
            " authority_code, NULL, NULL, NULL, NULL, NULL, NULL, deadline, opened_at FROM signing.signing_session"
            " WHERE session_no = :number",
            "one_live_window_per_application",
        ),
    ],
)  # fmt: skip
def test_found(world: World, harm: str, invariant: str) -> None:
    """The harm shows in the invariant that stands against it, and only while it is there."""
    case = world.case()
    case.signed()
    number = f"{case.application_no}-S1"
    found: list[str] = []

    def look(session: Session) -> None:
        values = {"number": number, "before": world.clock.now() - timedelta(hours=1)}
        session.connection().execute(text(harm), {name: values[name] for name in values if f":{name}" in harm})
        found.extend(broken_invariants(session))
        raise _Undo

    with pytest.raises(_Undo), as_owner(world.resources.database) as connection:
        look(Session(connection))
    assert any(line.startswith(f"{invariant}:") for line in found), found
