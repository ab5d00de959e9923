"""A licence is a print of an entity's version: key (uscc, version, issue), states, its face in one encrypted column.

Rows are carried over: what was issued is valid, and the face is encrypted anew with the service's own key ring, which
is read from KAIYE_LICENCE_KEYS where there are rows. Codes are no longer taken here, and licences do not refer to them
any more; their tables stay until the register has taken them over. There is no way back: replaced licences have no
place before.
"""

from __future__ import annotations

import json
import os
from typing import Any

import sqlalchemy as sa
from alembic import op

from kernel.keyring import KeyRing

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_GONE = (
    "authority_name",
    "entity_type",
    "operator_sealed",
    "composition_form",
    "scope_text",
    "capital_amount",
    "premises_sealed",
)
_OF_APPLICATION = ("paper_licence", "receiver")
_DATES = ("registered_on", "approved_on", "issued_on")


def upgrade() -> None:
    op.add_column("licence", sa.Column("issue", sa.Integer), schema="licence")
    op.add_column("licence", sa.Column("content_encrypted", sa.Text), schema="licence")
    op.add_column("licence", sa.Column("ended_at", sa.DateTime(timezone=True)), schema="licence")
    for name in ("ended_by", "ended_reason"):
        op.add_column("licence", sa.Column(name, sa.Text), schema="licence")
    for name in ("licence_state_known", "issued_on_day_of_registration", "one_licence_per_uscc"):
        op.drop_constraint(name, "licence", schema="licence")
    op.drop_constraint("licence_has_used_code", "licence", schema="licence", type_="foreignkey")

    _carry_over()

    for name in ("issue", "content_encrypted"):
        op.alter_column("licence", name, nullable=False, schema="licence")
    for name in _GONE:
        op.drop_column("licence", name, schema="licence")
    _new_key()
    op.create_check_constraint(
        "licence_state_known",
        "licence",
        "state IN ('PREPARED', 'VALID', 'REPLACED', 'LOST', 'VOID', 'REVOKED')",
        schema="licence",
    )
    op.create_check_constraint(
        "ended_licence_says_why",
        "licence",
        "(state IN ('PREPARED', 'VALID')) = (ended_at IS NULL)"
        " AND (ended_at IS NULL) = (ended_by IS NULL) AND (ended_at IS NULL) = (ended_reason IS NULL)",
        schema="licence",
    )
    op.create_index(
        "one_valid_licence_per_entity",
        "licence",
        ["uscc"],
        schema="licence",
        unique=True,
        postgresql_where=sa.text("state = 'VALID'"),
    )


def _carry_over() -> None:
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT * FROM licence.licence")).mappings().all()
    ring = KeyRing.parse(os.environ["KAIYE_LICENCE_KEYS"]) if rows else None
    for row in rows:
        assert ring is not None
        number = row["application_no"]
        content = json.dumps(_content(ring, row), ensure_ascii=False)
        connection.execute(
            sa.text(
                "UPDATE licence.licence SET issue = 1, content_encrypted = :content,"
                " state = CASE state WHEN 'ISSUED' THEN 'VALID' ELSE state END WHERE application_no = :number"
            ),
            {"content": ring.encrypt_text(content, f"licence:content:{number}"), "number": number},
        )


def _content(ring: KeyRing, row: Any) -> dict[str, Any]:
    number, capital = row["application_no"], row["capital_amount"]
    kept = ("uscc", "licence_no", "version", "name", "entity_type", "composition_form", "scope_text")
    face = {
        **{name: row[name] for name in (*kept, "authority_code", "authority_name")},
        **{name: row[name].isoformat() for name in _DATES},
        "operator_name": ring.decrypt_text(row["operator_sealed"], f"licence:operator:{number}"),
        "premises": ring.decrypt_text(row["premises_sealed"], f"licence:premises:{number}"),
    }
    return {"face": face, "capital_amount": None if capital is None else str(capital)}


def _new_key() -> None:
    """The application's number stays unique, and what refers to it goes on referring to it."""
    for table in _OF_APPLICATION:
        op.drop_constraint(f"{table}_application_no_fkey", table, schema="licence", type_="foreignkey")
    op.drop_constraint("licence_pkey", "licence", schema="licence", type_="primary")
    op.create_primary_key("licence_pkey", "licence", ["uscc", "version", "issue"], schema="licence")
    op.create_unique_constraint("one_licence_per_application", "licence", ["application_no"], schema="licence")
    for table in _OF_APPLICATION:
        op.create_foreign_key(
            f"{table}_application_no_fkey",
            table,
            "licence",
            ["application_no"],
            ["application_no"],
            source_schema="licence",
            referent_schema="licence",
        )
