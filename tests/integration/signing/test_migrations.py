"""Sessions from when only the operator signed are kept, and the release before this one still opens them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, create_engine, text

from tests.servers import RunningPostgres

AT = datetime(2026, 11, 20, 2, tzinfo=UTC)


def _insert(connection: Connection, table: str, **row: Any) -> None:
    columns = ", ".join(f'"{column}"' for column in row)
    places = ", ".join(f":{column}" for column in row)
    connection.execute(text(f"INSERT INTO signing.{table} ({columns}) VALUES ({places})"), row)


def _session(connection: Connection, number: str) -> None:
    """As the release before writes it."""
    _insert(
        connection, "signing_session", session_no=number, application_no=number, window=1, account_subject="account-1",
        authority_code="14021300", person_ref="operator", role="operator", name_sealed="name", id_document_type="10",
        id_number_sealed="number", mobile_sealed="mobile", deadline=AT + timedelta(days=8), opened_at=AT,
    )  # fmt: skip


def _signed(connection: Connection, number: str) -> None:
    digests = {"object_key": "k", "sha256": "a", "sm3": "b", "pages": 4}
    of_link = {"session_no": number, "link_id": f"L-{number}"}
    _insert(connection, "document_to_sign", session_no=number, kind="application_form", position=0, **digests)
    _insert(connection, "signing_link", **of_link, token_hash=f"t-{number}", made_at=AT, expires_at=AT)
    code = {"code_hash": "c", "sent_at": AT, "expires_at": AT, "tries": 0, "spent": True}
    _insert(connection, "signing_code", code_id=f"C-{number}", **of_link, **code)
    _insert(
        connection, "signing_act", **of_link, code_id=f"C-{number}", intent="i", strokes_sealed="s", address_hash="h",
        user_agent_hash="u", certificate_serial="5f", certificate_issuer="CN=ca", signed_at=AT,
    )  # fmt: skip
    _insert(connection, "document_signature", session_no=number, kind="application_form", timestamped_at=AT, **digests)


def test_one_signer_each(postgres: RunningPostgres) -> None:
    """A session that was there, and one the release before opens afterwards, have the operator as signer, with act,
    link, code and signature."""
    url = postgres.database("signing")
    postgres.migrate("signing", url, "0002")
    engine = create_engine(url)
    with engine.begin() as connection:
        _session(connection, "before")
        _signed(connection, "before")
    postgres.migrate("signing", url)
    with engine.begin() as connection:
        _session(connection, "afterwards")
        _signed(connection, "afterwards")
    with engine.begin() as connection:
        signers = connection.execute(
            text(
                "SELECT session_no, party_ref, role, ordinal, name_sealed, mobile_sealed FROM signing.signer ORDER BY 1"
            )
        ).all()
        signed = connection.execute(
            text(
                "SELECT s.session_no, s.kind, s.seq FROM signing.document_signature s"
                " JOIN signing.signing_act USING (session_no, party_ref) ORDER BY 1"
            )
        ).all()
    engine.dispose()
    assert [tuple(row) for row in signers] == [
        (number, "operator", "operator", 0, "name", "mobile") for number in ("afterwards", "before")
    ]
    assert [tuple(row) for row in signed] == [(number, "application_form", 1) for number in ("afterwards", "before")]
