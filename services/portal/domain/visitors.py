"""Whose request is being carried out, so that limits per address count visitors and not the portal."""

from __future__ import annotations

from contextvars import ContextVar

VISITOR: ContextVar[str | None] = ContextVar("visitor", default=None)
