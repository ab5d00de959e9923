"""How far checking of what lies in the object store has come."""

from __future__ import annotations

from kernel.stored_migration import create_pass, drop_pass

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    create_pass("archive")


def downgrade() -> None:
    drop_pass("archive")
