"""What was typed into a form whose session ended: encrypted into the login page, and offered again after the login."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request, Response
from starlette.datastructures import FormData

from kernel.errors import Outage, Refusal
from services.portal.api.ciphers import Cipher
from services.portal.api.login_form import login_form
from services.portal.api.rendering import Faults, page
from services.portal.api.visits import CSRF_FIELD, Visit, form_of, visit_of
from services.portal.operations import sessions
from services.portal.operations.ownership import own_course
from services.portal.operations.resources import Resources

FIELD = "typed_form"
LONGEST = 100_000
_PURPOSE = "typed-form"
_SECONDS = 30 * 60
_FORM = re.compile(
    r"/my/cases/([0-9]{23})/(name|operator|parties/(?:representative|new|[0-9]{1,2})|details|matter|review)"
)


@dataclass(frozen=True)
class TypedForm:
    """A form as it was sent: its address and its text fields in order."""

    path: str
    fields: Sequence[Sequence[str]]


async def sent_form(request: Request) -> TypedForm | None:
    """The form of a request that is refused; None for forms in which nothing is typed, and for those that a browser
    does not vouch to be ours (Fetch Metadata): nobody shall be offered what another site made up."""
    if (
        request.method != "POST"
        or not _FORM.fullmatch(request.url.path)
        or request.headers.get("sec-fetch-site") != "same-origin"
    ):
        return None
    return _typed(request.url.path, await form_of(request))


def unanswered(visit: Visit) -> TypedForm | None:
    """The form of a request that passed its guard and met silence, to be sent once more; None for one that holds a
    password, which belongs into no page."""
    form = _typed(visit.path, visit.form)
    secret = any("password" in name and value for name, value in form.fields)
    return form if form.fields and not secret else None


def _typed(path: str, sent: FormData) -> TypedForm:
    fields = [(name, value) for name, value in sent.multi_items() if isinstance(value, str) and name != CSRF_FIELD]
    return TypedForm(path, fields)


def encrypted(request: Request, form: TypedForm | None) -> str:
    """Empty where there is nothing to keep, or too much."""
    if form is None:
        return ""
    resources: Resources = request.app.state.resources
    cipher: Cipher = request.app.state.cipher
    kept = [resources.clock.now().timestamp(), form.path, form.fields]
    text = cipher.close(kept, _PURPOSE)
    return text if len(text) <= LONGEST else ""


def login_page(request: Request, form: TypedForm | None) -> Response:
    """The login in the place of the page, with what was typed into it."""
    visit, resources = visit_of(request), request.app.state.resources
    kept = encrypted(request, form)
    unified = sessions.unified_is_connected(resources)
    return login_form(visit, Faults(), 401, unified=unified, back=visit.here, typed_form=kept)


def offered_again(resources: Resources, visit: Visit, cipher: Cipher, text: str) -> Response | None:
    """The page that offers a encrypted form to whoever logged in; None if it is stale or the case somebody else's."""
    kept: Any = cipher.open(text, _PURPOSE)
    if not kept or resources.clock.now().timestamp() - kept[0] > _SECONDS:
        return None
    return offer(resources, visit, TypedForm(*kept[1:]))


def offer(resources: Resources, visit: Visit, form: TypedForm) -> Response | None:
    """A form that was sent with the token of an earlier session, to be sent again; None for somebody else's case."""
    case = _FORM.fullmatch(form.path)
    assert case
    try:
        own_course(resources, visit.token, case[1])
    except (Refusal, Outage):
        return None
    return page(visit, "typed_form.html", form=form)
