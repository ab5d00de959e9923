"""Who did and saw what here, for an auditor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kernel.tokens import Principal, Role
from kernel.trails import AskedTrail, exported
from services.archive.operations.resources import Resources
from services.archive.operations.views import View, record_view
from services.archive.store import records


def read_trail(resources: Resources, caller: Principal, asked: AskedTrail) -> Iterator[bytes]:
    """Views of every file, then edits of the information on it; that it was read is written down first."""
    with resources.database.transaction() as session:
        record_view(session, resources, caller, Role.AUDITOR, View.AUDIT)
    authors = resources.exchange.authors
    return exported(authors, asked, caller.subject, resources.clock.now(), _lines(resources, asked))


def _lines(resources: Resources, asked: AskedTrail) -> Iterator[dict[str, Any]]:
    with resources.database.transaction() as session:
        for view in records.trail_of_views(session, asked):
            yield {
                **{"book": "views", "id": view.id, "at": view.at, "about": view.archive_no, "event": view.action},
                **{"actor": view.subject, "role": view.role, "volume": view.volume_name, "document": view.document},
                **{"origin": view.origin},
            }
        for edit in records.trail_of_edits(session, asked):
            yield {
                **{"book": "edits", "at": edit.at, "number": edit.number, "about": edit.volume_name, "event": "edit"},
                **{"actor": edit.actor, "fields": ", ".join(edit.fields), "before_digest": edit.before_digest},
                **{"after_digest": edit.after_digest, "digest": edit.link},
            }
