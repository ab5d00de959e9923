"""The stages of an application as the filing service needs to know them; the workflow decides which one comes next."""

from __future__ import annotations

DRAFT = "DRAFT"
CLOSED = frozenset({"APPROVED", "REJECTED", "WITHDRAWN", "LICENSED", "ARCHIVED", "ABANDONED"})
"""Nothing of the application can change any more."""

WITHOUT_EFFECT = frozenset({"LAPSED", "REJECTED", "WITHDRAWN", "ABANDONED"})
"""Applications that are neither licensed nor under way."""
