"""How far checking of what lies in the object store has come."""

from __future__ import annotations

from kernel.stored_migration import create_pass, drop_pass

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    create_pass("licence")


def downgrade() -> None:
    drop_pass("licence")
