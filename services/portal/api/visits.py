"""Who visits a page, the token every form carries, and the guards of the pages."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import FormData, State, UploadFile

from kernel.errors import Refusal
from kernel.tokens import Principal, Role, TokenVerifier
from kernel.web.access import Guard
from services.portal.domain import form_tokens
from services.portal.domain.tokens import Tokens
from services.portal.operations import sessions
from services.portal.operations.resources import Resources
from services.portal.operations.sessions import Refreshing

Language = Literal["zh", "en"]

SESSION_COOKIE, SIGNER_COOKIE, LANGUAGE_COOKIE = "kaiye_session", "kaiye_signer", "kaiye_language"
EASY_COOKIE = "kaiye_easy"
SCOPE = "portal.visit"
SESSION_SECONDS = 12 * 3600
NOTES = {
    "progress": 600,
    "join": 1800,
    "unified": 600,
    "provider": SESSION_SECONDS,
    "seen": SESSION_SECONDS,
    "printer": 365 * 86_400,
    "window": SESSION_SECONDS,
}
"""What is remembered of a visitor between pages, encrypted in a cookie of its own, and for how many seconds."""
_CASE = re.compile(r"/(?:my/cases|desk)/[0-9]{23}")
_FORM_PAGE = re.compile(
    _CASE.pattern + r"/(name|operator|operator/confirmation|details|matter|preview|authentication|signing|decision)"
)
_HOMES = {
    Role.EXAMINER: "/desk",
    Role.HEAD: "/head",
    Role.LICENCE_OFFICE: "/licences",
    Role.WINDOW: "/window",
    Role.ARCHIVIST: "/archive",
    Role.OPERATIONS: "/operations",
    Role.AUDITOR: "/audit",
}
CSRF_FIELD, CSRF_HEADER = "csrf", "X-CSRF-Token"


@dataclass
class Visit:
    """One request of one visitor. What changes here is sent back as a cookie."""

    path: str
    method: str = "GET"
    language: Language = "zh"
    easy: bool = False
    tokens: Tokens | None = None
    signer: dict[str, Any] | None = None
    principal: Principal | None = None
    notes: dict[str, Any] = field(default_factory=dict)
    form: FormData = field(default_factory=FormData)
    by_script: bool = False
    takes_gzip: bool = False
    changed: set[str] = field(default_factory=set)
    form_token: str | None = None

    @property
    def here(self) -> str:
        """Where this page can be opened again; a form's own address often cannot."""
        if self.method == "GET" or _FORM_PAGE.fullmatch(self.path):
            return self.path
        if case := _CASE.match(self.path):
            return case.group()
        return "/sign/papers" if self.path.startswith("/sign/") else self.path.removesuffix("/code")

    @property
    def csrf(self) -> str:
        """The token the forms of this visitor carry; made when a form is shown first, and written differently each
        time, since pages are compressed: the length of one would tell its letters (BREACH)."""
        if self.form_token is None:
            self.form_token = secrets.token_urlsafe(24)
            self.changed.add(SESSION_COOKIE)
        return form_tokens.masked(self.form_token)

    @property
    def roles(self) -> frozenset[str]:
        return self.tokens.roles if self.tokens else frozenset()

    @property
    def at_window(self) -> bool:
        """Whether a clerk acts for the visitor, who stands at the window."""
        return self.tokens is not None and self.tokens.at_window

    @property
    def home(self) -> str:
        """Where people of this role begin."""
        return next((path for role, path in _HOMES.items() if role in self.roles), "/my/cases")

    @property
    def token(self) -> str:
        """The access token, on pages for people who are logged in."""
        assert self.tokens
        return self.tokens.access

    @property
    def subject(self) -> str:
        assert self.principal
        return self.principal.subject

    @property
    def authority(self) -> str:
        """Of staff: the code of their authority."""
        assert self.principal
        return self.principal.authority or ""

    def begin(self, tokens: Tokens) -> None:
        """Logged in: new tokens and a new form token, nothing of the session before."""
        self.tokens, self.form_token = tokens, secrets.token_urlsafe(24)
        self.changed.add(SESSION_COOKIE)

    def keep(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.changed.add(SESSION_COOKIE)

    def end(self) -> None:
        self.tokens, self.principal, self.form_token = None, None, None
        self.changed.add(SESSION_COOKIE)

    @property
    def bearer(self) -> str:
        """What a signing link was traded for, on the phone's pages."""
        assert self.signer
        return str(self.signer["bearer"])

    def sign_with(self, bearer: str, shown: dict[str, Any]) -> None:
        """`shown` is what the phone's page tells about the signing: nothing of it is personal but a masked name."""
        self.signer = {"bearer": bearer, "shown": shown}
        self.changed.add(SIGNER_COOKIE)

    def note(self, name: str, content: Any) -> None:
        """Remember `content`, one of `NOTES`, for the pages that follow; None forgets it."""
        self.notes[name] = content
        self.changed.add(note_cookie(name))

    def speak(self, language: Language) -> None:
        self.language = language
        self.changed.add(LANGUAGE_COOKIE)

    def ease(self, easy: bool) -> None:
        """Large type, one question at a time, read aloud (适老化), from now on."""
        self.easy = easy
        self.changed.add(EASY_COOKIE)

    def carries_token(self, given: str) -> bool:
        return self.form_token is not None and form_tokens.is_masked(given, self.form_token)

    def text(self, name: str, longest: int = 2000) -> str:
        """A field of the form as typed, without NUL characters, cut at `longest`."""
        value = self.form.get(name, "")
        return value.replace("\x00", "")[:longest] if isinstance(value, str) else ""

    def lines(self, name: str, longest: int) -> str:
        """A field of several lines, as `text`, without the blanks around it and the line ends of browsers."""
        return self.text(name, longest).strip().replace("\r\n", "\n")

    def texts(self) -> dict[str, str]:
        """Every text field; of a name that comes several times the last one counts."""
        return {name: self.text(name) for name, value in self.form.multi_items() if isinstance(value, str)}

    def several(self, name: str) -> list[str]:
        """A field that may come several times, such as ticked boxes."""
        return [value.replace("\x00", "")[:200] for value in self.form.getlist(name) if isinstance(value, str)]

    def chosen(self, name: str) -> list[UploadFile]:
        """The files of a field in which several may be chosen, in their order."""
        return [f for f in self.form.getlist(name) if isinstance(f, UploadFile) and (f.size or f.filename)]

    def files(self) -> dict[str, UploadFile]:
        """Files that were chosen, empty ones too; a field in which nothing was chosen sends no name."""
        return {n: f for n, f in self.form.multi_items() if isinstance(f, UploadFile) and (f.size or f.filename)}


def note_cookie(name: str) -> str:
    return f"kaiye_{name}"


def visit_of(request: Request) -> Visit:
    """The visit a request belongs to."""
    visit: Visit = request.scope[SCOPE]
    return visit


class Anybody(Guard):
    """Guard of pages open to everybody. A form must come from a page of ours, whoever sends it."""

    async def __call__(self, request: Request) -> Visit:
        visit = visit_of(request)
        await _read_form(request, visit)
        return visit


class Member(Guard):
    """Guard of pages for people who are logged in: the token comes out of the encrypted cookie and is renewed in time.

    Raises 401 `access.token_missing` or `access.token_invalid`, 403 `access.role_missing`, `portal.form_expired`.
    """

    def __init__(self, *roles: Role) -> None:
        self.roles = frozenset(roles)

    async def __call__(self, request: Request) -> Visit:
        visit = visit_of(request)
        visit.principal = await run_in_threadpool(_identified, visit, request.app.state)
        if not visit.principal.roles & self.roles:
            raise Refusal("access.role_missing", "您没有办理此事项的权限", "Your account may not do this", status=403)
        await _read_form(request, visit)
        return visit


class Signer(Guard):
    """Guard of the phone's pages: whoever holds the bearer that a signing link was traded for. The signing service
    checks the bearer with every call."""

    async def __call__(self, request: Request) -> Visit:
        visit = visit_of(request)
        if visit.signer is None:
            raise Refusal(
                "signing.bearer_invalid",
                "签名页面已失效，请重新扫描签字二维码",
                "This signing page has expired; please scan the code again",
                status=410,
            )
        await _read_form(request, visit)
        return visit


ANYBODY = Anybody()
SIGNER = Signer()
APPLICANT, EXAMINER, ARCHIVIST = Member(Role.APPLICANT), Member(Role.EXAMINER), Member(Role.ARCHIVIST)
HEAD, OFFICIAL = Member(Role.HEAD), Member(Role.EXAMINER, Role.HEAD)
OFFICER, LICENCE_READER = Member(Role.LICENCE_OFFICE), Member(Role.EXAMINER, Role.LICENCE_OFFICE)
OPERATIONS, CLERK, FILE_MOVER = Member(Role.OPERATIONS), Member(Role.WINDOW), Member(Role.ARCHIVIST, *OFFICIAL.roles)
AUDITOR, ANY_MEMBER = Member(Role.AUDITOR), Member(*Role)

Anyone = Annotated[Visit, Depends(ANYBODY)]
Own = Annotated[Visit, Depends(APPLICANT)]
AnyMember = Annotated[Visit, Depends(ANY_MEMBER)]
Examiner = Annotated[Visit, Depends(EXAMINER)]
Head = Annotated[Visit, Depends(HEAD)]
Official = Annotated[Visit, Depends(OFFICIAL)]
"""An examiner, or the head of the authority."""
Officer = Annotated[Visit, Depends(OFFICER)]
"""Who prints licences and hands them out."""
LicenceReader = Annotated[Visit, Depends(LICENCE_READER)]
"""Whoever sees an authority's licences, without their papers."""
Clerk = Annotated[Visit, Depends(CLERK)]
"""Who takes in what is brought to the window."""
Archivist = Annotated[Visit, Depends(ARCHIVIST)]
FileMover = Annotated[Visit, Depends(FILE_MOVER)]
"""Whoever sees which files come to an authority and leave it."""
Operations = Annotated[Visit, Depends(OPERATIONS)]
Auditor = Annotated[Visit, Depends(AUDITOR)]
Bearer = Annotated[Visit, Depends(SIGNER)]


def _identified(visit: Visit, state: State) -> Principal:
    """The visitor's tokens, renewed when they soon end, and who they say it is."""
    if visit.tokens is None:
        raise Refusal("access.token_missing", "请先登录", "Please log in first", status=401)
    resources: Resources = state.resources
    refreshing: Refreshing = state.refreshing
    verifier: TokenVerifier = state.verifier
    try:
        if sessions.needs_refresh(resources, visit.tokens):
            visit.keep(refreshing.refresh(resources, visit.tokens))
        principal = verifier.verify(visit.token)
        if not resources.ended.includes(visit.tokens):
            return principal
    except Refusal as refusal:
        if refusal.status != 401:
            raise
    visit.end()
    raise Refusal(
        "access.token_invalid", "登录已失效，请重新登录", "Your session has ended; please log in again", status=401
    )


async def form_of(request: Request) -> FormData:
    """What was sent, within the limits of our own pages. A scan may be a picture for each of its pages."""
    return await request.form(max_files=60, max_fields=400, max_part_size=2_000_000)


async def _read_form(request: Request, visit: Visit) -> None:
    if request.method != "POST":
        return
    visit.form = await form_of(request)
    given = request.headers.get(CSRF_HEADER) or visit.text(CSRF_FIELD)
    if not visit.carries_token(given):
        raise Refusal(
            "portal.form_expired",
            "页面停留时间过长或已在别处退出，请返回上一页刷新后重试，已保存的内容不会丢失",
            "This page is too old; please go back, reload it and try again. What was saved is kept",
            status=403,
        )
