"""Who may call what: written down by hand, so that a guard changed by mistake is noticed."""

from __future__ import annotations

from typing import Any

ANYBODY, SIGNER, TICKET = "anybody", "signer", "ticket"
A, E, H, R, O = "applicant", "examiner", "head", "archivist", "operations"  # noqa: E741 - as short as the table needs
EVERY_ROLE = (A, E, H, R, O)
_PAGES = {f"GET /{page}": (ANYBODY,) for page in ("health", "ready", "metrics")}
_VOLUME = "/files/{archive_no}/volumes/{volume_name}"
_PAPERS = "/licences/{uscc}/prints"
_FILE = "/applications/{application_no}/attachments/{kind}"

CALLERS: dict[str, dict[str, tuple[str, ...]]] = {
    "portal": {
        "POST /cases": (A,),
        "GET /cases/{application_no}": (A,),
        "GET /cases/{application_no}/stage": (A,),
        "POST /cases/{application_no}/steps/{step}": (A, E, H),
        "POST /cases/{application_no}/retry": (O,),
        "POST /late-reviews/{request_id}/delivery": (E,),
        "GET /verification/{uscc}": (ANYBODY,),
    },
    "identity": {
        "GET /.well-known/jwks.json": (ANYBODY,),
        "POST /captchas": (ANYBODY,),
        "GET /captchas/need": (ANYBODY,),
        "GET /captchas/{captcha_id}/image": (ANYBODY,),
        "GET /captchas/{captcha_id}/audio": (ANYBODY,),
        "POST /sms-codes": (ANYBODY,),
        "POST /accounts": (ANYBODY,),
        "POST /accounts/checks": (ANYBODY,),
        "POST /passwords/reset": (ANYBODY,),
        "POST /sessions": (ANYBODY,),
        "POST /sessions/by-mobile": (ANYBODY,),
        "POST /sessions/second-factor": (ANYBODY,),
        "POST /sessions/devices": (ANYBODY,),
        "POST /sessions/devices/confirmation": (ANYBODY,),
        "GET /sessions/unified": (ANYBODY,),
        "POST /sessions/unified": (ANYBODY,),
        "POST /sessions/unified/logins": (ANYBODY,),
        "POST /sessions/unified/codes": (ANYBODY,),
        "POST /sessions/unified/completion": (ANYBODY,),
        "POST /progress-tickets": (ANYBODY,),
        "POST /sessions/refresh": (ANYBODY,),
        "GET /sessions": EVERY_ROLE,
        "DELETE /sessions": EVERY_ROLE,
        "GET /me": EVERY_ROLE,
        "GET /me/identity": EVERY_ROLE,
        "POST /me/identity/comparison": EVERY_ROLE,
        "POST /liaisons/verification": (A,),
        "POST /authentications": (A,),
        "POST /authentications/{application_no}/facts": (ANYBODY,),
        "GET /authentications/{application_no}": (A,),
        "POST /authentications/{application_no}/invitations/{party_ref}": (A,),
        "POST /invitations/opening": (ANYBODY,),
        "POST /invitations/codes": (ANYBODY,),
        "POST /invitations/tickets": (ANYBODY,),
        "POST /invitations/authentications": (TICKET,),
        "POST /restrictions": (E,),
        "GET /restrictions": (E,),
        "POST /restrictions/{restriction_id}/lifting": (E,),
    },
    "naming": {
        "POST /judgements": (A,),
        "POST /declarations": (A,),
        "GET /declarations/{declaration_id}": (A,),
        "GET /applications/{application_no}/declaration": (A,),
        "GET /holds/{application_no}": (A,),
        "POST /holds/{application_no}/registration": (ANYBODY,),
        "GET /industries": (ANYBODY,),
        "GET /organisation-forms": (ANYBODY,),
        "POST /register-imports": (O,),
        "POST /readings": (A,),
        "POST /key-rebuilds": (O,),
    },
    "filing": {
        "GET /types": (ANYBODY,),
        "GET /types/{code}": (ANYBODY,),
        "GET /divisions/{code}/children": (ANYBODY,),
        "GET /scope-items": (ANYBODY,),
        "GET /codes/{table}": (ANYBODY,),
        "POST /applications": (A,),
        "GET /applications": (A,),
        "GET /applications/{application_no}": (A, E, H),
        "GET /applications/{application_no}/timeline": (A, E, H),
        "GET /applications/{application_no}/progress": (TICKET,),
        "POST /applications/{application_no}/submissions": (ANYBODY,),
        "POST /applications/{application_no}/stages": (ANYBODY,),
        "GET /applications/{application_no}/evidence": (A,),
        "GET /applications/{application_no}/changes": (A,),
        f"POST {_FILE}/insistence": (A,),
        "GET /applications/{application_no}/{section}": (A,),
        "PUT /applications/{application_no}/premises": (A,),
        "PUT /applications/{application_no}/operator": (A,),
        "PUT /applications/{application_no}/details": (A,),
        f"GET {_FILE}": (A,),
        f"PUT {_FILE}": (A,),
        f"DELETE {_FILE}": (A,),
        "GET /applications/{application_no}/documents": (A,),
        "GET /applications/{application_no}/documents/{kind}": (A,),
        "DELETE /applications/{application_no}": (A,),
    },
    "signing": {
        "POST /sessions/{application_no}": (ANYBODY,),
        "POST /sessions/{application_no}/links": (A,),
        "GET /sessions/{application_no}": (A, E),
        "GET /sessions/{application_no}/documents": (A, E),
        "GET /sessions/{application_no}/documents/{kind}": (A, E),
        "POST /phone/redeem": (ANYBODY,),
        "POST /phone/admissions": (TICKET,),
        "GET /phone/documents/{kind}": (SIGNER,),
        "POST /phone/codes": (SIGNER,),
        "POST /phone/signatures": (SIGNER,),
    },
    "approval": {
        "GET /decisions/{application_no}": (A, E, H),
        "GET /decisions/{application_no}/documents/{kind}": (A, E, H),
        "GET /decisions/{application_no}/limit": (TICKET,),
        "POST /decisions/{application_no}/review-requests": (A,),
        "POST /decisions/{application_no}/late-reviews": (A,),
        "GET /late-reviews": (E, H),
        "GET /late-reviews/{request_id}": (E, H),
        "POST /late-reviews/{request_id}/answer": (E,),
        "GET /reasons": (E,),
        "GET /rules": (ANYBODY,),
        "GET /tasks": (E, H),
        "GET /tasks/closed": (E, H),
        "GET /tasks/awaiting-head": (H,),
        "GET /tasks/statistics": (E, H),
        "GET /tasks/{application_no}": (E, H),
        "GET /tasks/{application_no}/documents/{kind}": (E, H),
        "POST /tasks/{application_no}/claim": (E,),
        "POST /tasks/{application_no}/release": (E,),
        "POST /tasks/{application_no}/extensions": (E,),
        "POST /tasks/{application_no}/extensions/{extension_id}/approve": (H,),
        "POST /tasks/{application_no}/extensions/{extension_id}/decline": (H,),
        "POST /tasks/{application_no}/proposals": (E,),
        "POST /tasks/{application_no}/proposals/{proposal_id}/carry-out": (E, H),
        "POST /tasks/{application_no}/proposals/{proposal_id}/countersign": (E, H),
        "POST /tasks/{application_no}/proposals/{proposal_id}/decline": (E, H),
    },
    "licence": {
        "GET /licences": (E,),
        "GET /licences/{application_no}": (A, E),
        "GET /licences/{application_no}/document": (A, E),
        "GET /licences/{application_no}/symbol": (A, E),
        "POST /licences/{application_no}/end": (E,),
        "POST /licences/searches": (E,),
        "GET /licences/{application_no}/addressee": (E,),
        "PUT /licences/{application_no}/addressee": (E,),
        "GET /statistics/heat": (E,),
        "GET /own-papers/{application_no}": (A,),
        "GET /prints": (E,),
        "POST /prints": (E,),
        "POST /prints/searches": (E,),
        "GET /prints/document": (E,),
        "POST /licences/{uscc}/papers": (E,),
        f"GET {_PAPERS}": (E,),
        f"POST {_PAPERS}": (E,),
        "POST /licences/{uscc}/claims": (E,),
        f"POST {_PAPERS}/{{print_no}}/void": (E,),
        f"GET {_PAPERS}/{{print_no}}/document": (E,),
        "GET /licences/{uscc}/verification": (ANYBODY,),
        "POST /verifications": (ANYBODY,),
        "POST /verifications/qr": (ANYBODY,),
    },
    "register": {
        "GET /entities": (E,),
        "POST /entities/searches": (E,),
        "GET /entities/{uscc}": (E, O),
        "GET /entities/{uscc}/public": (ANYBODY,),
        "POST /filings/{application_no}/facts": (ANYBODY,),
        "POST /filings/{application_no}/entry": (ANYBODY,),
        "POST /code-blocks": (O,),
        "GET /code-blocks": (O,),
        "POST /code-blocks/{block_id}/close": (O,),
    },
    "archive": {
        "GET /files": (R,),
        "POST /files/searches": (R,),
        "GET /files/{archive_no}": (R,),
        f"GET {_VOLUME}/documents/{{seq}}": (R,),
        f"GET {_VOLUME}/package": (R,),
        f"GET {_VOLUME}/supplements/{{number}}/package": (R,),
        f"PATCH {_VOLUME}/information": (R,),
        f"GET {_VOLUME}/audit": (R,),
        f"POST {_VOLUME}/verification": (R,),
        "GET /own-files/{application_no}": (A,),
        "GET /own-files/{application_no}/documents/{seq}": (A,),
        "GET /own-files/{application_no}/package": (A,),
    },
    "notice": {
        "GET /events": (O,),
        "GET /events/{event_id}": (O,),
        "POST /events/{event_id}/republish": (O,),
        "GET /messages/{application_no}": (A,),
        "GET /announcements/{application_no}": (A,),
        "GET /reconciliation": (O,),
        "GET /keys": (ANYBODY,),
        "GET /schemas/{schema}": (ANYBODY,),
    },
}
for _routes in CALLERS.values():
    _routes |= _PAGES

ROUTES = [(service, route) for service, routes in CALLERS.items() for route in routes]

_FIXED = {
    "party_ref": "family-1",
    **{"seq": "1", "step": "submit", "section": "premises", "captcha_id": "x", "code": "140213", "table": "sex"},
    "kind": "application_form",
    "number": "1",
    "request_id": "0198b8c2-6f4e-7c31-9a55-2f7f0a9d1c3c",
}


def address(route: str, things: dict[str, Any]) -> tuple[str, str]:
    """Method and path, with parameters filled in."""
    method, path = route.split(" ", 1)
    if "attachments" in path:
        things = {**things, "kind": "id_card_front"}
    if path.startswith("/tasks"):
        things = {**things, "kind": "application_form"}
    if path.startswith("/decisions"):
        things = {**things, "kind": "decision_notice"}
    return method, path.format(**{**_FIXED, **things})
