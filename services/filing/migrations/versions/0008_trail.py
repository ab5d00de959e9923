"""The book of who did and saw what; its rows are only ever added."""

from __future__ import annotations

from kernel.trail_migration import create_trail, drop_trail

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    create_trail("filing")


def downgrade() -> None:
    drop_trail("filing")
