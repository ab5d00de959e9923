"""Who may call a route: every route names it, and a test fails on one that does not."""

from __future__ import annotations

from typing import Annotated

from fastapi import Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from kernel.acting import SIGNER, bind_actor
from kernel.errors import Refusal, not_found
from kernel.tokens import Principal, Role, Signs, TokenVerifier

_bearer = HTTPBearer(auto_error=False, description="Access token of the identity service")


class Guard:
    """Stands before a route and decides who may call it; on the event loop, since what it looks at is at hand."""


class Access(Guard):
    """A route dependency: `caller: Annotated[Principal, Depends(Access(Role.APPLICANT))]`.

    Raises 401 without a valid token and 403 (`access.role_missing`) without any of the roles.
    """

    def __init__(self, *roles: Role) -> None:
        self.roles = frozenset(roles)

    async def __call__(
        self, request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]
    ) -> Principal:
        verifier: TokenVerifier = request.app.state.verifier
        principal = await verifier.verify_at_once(credentials.credentials if credentials else "")
        if not principal.roles & self.roles:
            raise Refusal("access.role_missing", "您没有办理此事项的权限", "Your account may not do this", status=403)
        if principal.clerk is not None:
            bind_actor(principal.clerk.subject, Role.WINDOW)
        else:
            bind_actor(principal.subject, "+".join(sorted(principal.roles & self.roles)))
        return principal


class Follows(Access):
    """Guard of what may be told about one application to whoever proved to hold its applicant's mobile number.

    Raises 401 without a valid ticket and 404 for any application but the ticket's own (`application_no` of the path).
    """

    def __init__(self) -> None:
        super().__init__()

    async def __call__(
        self, request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]
    ) -> Principal:
        verifier: TokenVerifier = request.app.state.verifier
        principal = await verifier.verify_at_once(credentials.credentials if credentials else "")
        if principal.application is None or principal.application != request.path_params["application_no"]:
            raise not_found("application", "没有找到该申请", "There is no such application")
        return principal


class AdmitsSigners(Guard):
    """Guard of what somebody without an account may do who was invited to sign: `audience` names whose ticket it takes.

    Raises 401 without a valid ticket, with one for another audience, and with any other token.
    """

    def __init__(self, audience: str) -> None:
        self._audience = audience

    async def __call__(
        self, request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]
    ) -> Signs:
        verifier: TokenVerifier = request.app.state.verifier
        signs = (await verifier.verify_at_once(credentials.credentials if credentials else "")).signs
        if signs is None or signs.audience != self._audience:
            raise Refusal(
                "access.ticket_invalid",
                "请重新打开邀请短信中的链接",
                "Please open the link of your invitation again",
                status=401,
            )
        bind_actor(f"{signs.application_no}-S{signs.window}:{signs.party}", SIGNER)
        return signs


class OpenToAll(Guard):
    """Marks a route that anybody may call: `dependencies=[Depends(PUBLIC)]`."""

    async def __call__(self) -> None:
        return None


PUBLIC = OpenToAll()
