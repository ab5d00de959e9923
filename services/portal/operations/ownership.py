"""Whose case it is: asked of the filing service once, then remembered for a moment."""

from __future__ import annotations

from typing import Any

from services.portal.operations.resources import Resources


def own_course(resources: Resources, token: str, application_no: str) -> dict[str, Any]:
    """What the filing service recorded of the course of one's own application: its stages, whom the last one waits for
    and until when. Raises its 404 for anybody else's."""
    found: dict[str, Any] = resources.filing.get(f"/applications/{application_no}/timeline", token)
    return found


def check_own(resources: Resources, subject: str, token: str, application_no: str) -> None:
    """Raises the filing service's 404 for anybody else's application. `subject` is whose the checked token is."""
    if not resources.owners.knows(subject, application_no):
        own_course(resources, token, application_no)
        resources.owners.remember(subject, application_no)
