"""Every page a person can reach, and at which stage of a case."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.integration.portal.office import Clerk
from tests.site import Site

PUBLIC = (
    "/",
    "/kinds",
    "/apply",
    "/apply/GT002?province=140000&city=140200",
    "/progress",
    "/verify",
    "/rules",
    "/openness",
    "/help?authority=14021300",
    "/help/walk/applicant",
    "/help/walk/examiner",
    "/accessibility",
    "/login",
    "/login/mobile",
    "/register",
    "/password",
    "/join",
    "/sign",
    "/nothing-here",
)
STAGES = {
    "DRAFT": "name",
    "NAME_RESERVED": "operator",
    "OPERATOR_LOCKED": "details",
    "INFO_READY": "preview",
    "AUTH_PENDING": "authentication",
    "SIGN_PENDING": "signing",
    "SIGNED": "signing",
    None: "",
}
"""The room of a case that is open at each stage; None is the end, where the licence is shown."""
OWN = ("/my/cases", "/my/shops", "/my/licences", "/my/account")
BUSINESS = (
    "/my/shops/{uscc}",
    "/my/shops/{uscc}/move",
    "/my/shops/take-over",
    "/my/cases/{number}/copies",
    "/my/licences/{number}",
    "/verify/{uscc}",
)
"""What whoever runs a business can open."""
FILINGS = {
    "sole_trader.change": "name",
    "sole_trader.record": "matter",
    "sole_trader.replacement": "matter",
    "sole_trader.suspension": "matter",
    "sole_trader.deregistration": "matter",
    "sole_trader.simple_deregistration": "matter",
}
"""The first page of what is filed about a business."""
STAFF = {
    "examiner": (
        "/desk",
        "/desk/statistics",
        "/desk/closed",
        "/desk/late",
        "/desk/revocations",
        "/moves",
        "/entities",
        "/licences",
    ),
    "licence_officer": (
        "/licences",
        "/licences/queue",
        "/licences/records",
        "/licences/stock",
        "/licences/printer",
        "/licences/map",
    ),
    "window_officer": ("/window",),
    "archivist": ("/archive", "/archive/destructions"),
    "head_officer": ("/head", "/head/samples"),
    "operations": ("/operations", "/operations/events"),
    "auditor": ("/audit",),
}


def take_over(page: Page, clerk: Clerk, site: Site) -> None:
    """Go on in a browser with the session that was opened with a second factor."""
    session = clerk.http.cookies.get("kaiye_session")
    assert session
    page.context.add_cookies([{"name": "kaiye_session", "value": session, "url": site.portal}])
