"""One's own licences, out of what filing and licence service know of one's applications (我的证照)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from catalogues.filing_types.words import Stage
from services.portal.operations.gathering import Gathering
from services.portal.operations.resources import Resources

MOST = 200
_WITH_LICENCE = frozenset({Stage.LICENSED, Stage.ARCHIVED})


@dataclass(frozen=True)
class OwnLicences:
    """`silent`: somebody did not answer, so that one may be missing."""

    items: tuple[dict[str, Any], ...]
    silent: bool


def list_own(resources: Resources, token: str) -> OwnLicences:
    """Newest first, of the newest applications at most `MOST`. Raises Outage while nobody knows of any."""
    found = resources.filing.get("/applications", token, limit=MOST)["items"]
    numbers = [each["application_no"] for each in found if each["stage"] in _WITH_LICENCE]
    gathered = Gathering(resources, token)
    licences = gathered.sections({number: (resources.licence, f"/licences/{number}") for number in numbers})
    return OwnLicences(tuple(each for each in licences.values() if each), bool(gathered.unavailable))


def show_own(resources: Resources, token: str, number: str) -> tuple[dict[str, Any], list[dict[str, Any]] | None]:
    """One licence with its paper copies, None while nobody tells of those. Raises the licence service's 404."""
    licence: dict[str, Any] = resources.licence.get(f"/licences/{number}", token)
    papers = Gathering(resources, token).section("papers", resources.licence, f"/own-papers/{number}")
    return licence, papers["items"] if papers else None
