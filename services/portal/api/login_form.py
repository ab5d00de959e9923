"""The login page, whatever led to it."""

from __future__ import annotations

from fastapi.responses import Response

from services.portal.api.rendering import Faults, page
from services.portal.api.visits import Visit


def login_form(
    visit: Visit,
    faults: Faults,
    status: int = 200,
    *,
    unified: bool,
    account_name: str = "",
    back: str = "",
    typed_form: str = "",
) -> Response:
    """`unified` offers the unified authentication centre; `back` is where the login leads; `typed_form` is what was
    typed into a form whose session ended, encrypted."""
    return page(
        visit,
        "login.html",
        status,
        account_name=account_name,
        next=back,
        faults=faults,
        unified=unified,
        typed_form=typed_form,
    )
