"""Who did and saw what here."""

from __future__ import annotations

from typing import ClassVar

from kernel.trail_book import TrailRow


class TrailEntry(TrailRow, table=True):
    """The database refuses to change or delete entries."""

    __tablename__ = "trail_entry"
    __table_args__: ClassVar = ({"schema": "signing"},)
