"""The ways to a signer's phone: a one-time link from the applicant's screen, or a ticket of the identity service; and
the bearer either is traded for."""

from __future__ import annotations

import io
import secrets
from dataclasses import dataclass
from datetime import datetime

import segno
from pydantic import BaseModel, ConfigDict
from sqlmodel import Session
from uuid_utils import uuid7

from kernel.acting import SIGNER
from kernel.errors import Refusal, not_found
from kernel.masking import mask_name
from kernel.tokens import Signs
from services.signing.domain import windows
from services.signing.domain.documents import is_signed_by
from services.signing.operations.resources import Resources
from services.signing.store import links, sessions, signers
from services.signing.store import standing as standings
from services.signing.store.links import SigningLink
from services.signing.store.sessions import SigningSession
from services.signing.store.signers import OPERATOR, Signer
from services.signing.store.standing import StandingOnPhone

_TOKEN_BYTES = 32


class LinkMade(BaseModel):
    """The token is in the link's fragment, which browsers do not send: so it comes into no log on the way."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "link": "http://127.0.0.1:8100/sign#q1w2…",
                "token": "q1w2…",
                "qr_svg": "<svg …>",
                "expires_at": "2022-02-22T02:30:00Z",
                "notice": "请注意！请在2022年03月02日前（6个工作日内），完成材料签字（即电子签名）。"
                "逾期未提交设立登记申请，需重新认证！",
            }
        }
    )

    link: str
    token: str
    qr_svg: str
    expires_at: datetime
    notice: str


class SignerShown(BaseModel):
    """The name is masked: whoever holds the phone sees whose signature is meant, and no more."""

    name: str
    role: str


class DocumentShown(BaseModel):
    kind: str
    title: str
    pages: int


class PhoneAdmitted(BaseModel):
    """`signed`: this person signed already, and may still read."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "signer_token": "z9y8…",
                "expires_at": "2022-02-22T02:31:00Z",
                "application_no": "14021301202202220000017",
                "signer": {"name": "张**", "role": "经营者"},
                "documents": [{"kind": "application_form", "title": "个体工商户登记（备案）申请书", "pages": 4}],
                "deadline": "2022-03-02T16:00:00Z",
                "notice": "请注意！请在2022年03月02日前…",
                "signed": False,
            }
        }
    )

    signer_token: str
    expires_at: datetime
    application_no: str
    signer: SignerShown
    documents: tuple[DocumentShown, ...]
    deadline: datetime
    notice: str
    signed: bool


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone at work: the session it signs in as it stands, and whose it is."""

    standing: StandingOnPhone
    signer: Signer


def make_link(resources: Resources, application_no: str, account_subject: str) -> LinkMade:
    """A link for the operator's phone that can be redeemed once, within half an hour and before the deadline; every
    older one ends, with the bearer it may have become.

    Raises Refusal `signing.not_found`, `signing.session_void`, `signing.already_signed`, `signing.deadline_passed`.
    """
    now = resources.clock.now()
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    with resources.database.transaction() as session:
        row = sessions.latest(session, application_no, lock=True)
        if row is None or row.account_subject != account_subject:
            raise no_session()
        require_open(row, now)
        standing = standings.of_session(session, row.session_no)
        if standing is not None and OPERATOR in standing.acts:
            raise windows.already_signed()
        expires_at = windows.link_end(now, row.deadline)
        _new_link(session, resources, row, OPERATOR, token, expires_at)
        resources.trail.note(session, "link_made", application_no, of=f"{row.session_no}:{OPERATOR}")
    link = f"{resources.portal_url.rstrip('/')}/sign#{token}"
    return LinkMade(
        link=link, token=token, qr_svg=_qr(link), expires_at=expires_at, notice=windows.notice(row.deadline)
    )


def redeem_link(resources: Resources, token: str) -> PhoneAdmitted:
    """Trade a link's token, once, for a bearer that may read and sign the documents for half an hour.

    Raises Refusal `signing.link_unknown` (404), `signing.link_used`, `signing.link_expired` (410), and those of a
    session that is over.
    """
    now = resources.clock.now()
    with resources.database.transaction() as session:
        found = links.by_token(session, _token_hash(resources, token))
        if found is None:
            raise _not_redeemable("signing.link_unknown", "签名二维码无效", "This link is not known", 404)
        link, row, signer = found
        require_open(row, now)
        if link.redeemed_at is not None:
            raise _not_redeemable("signing.link_used", "签名二维码已被使用", "This link was already used", 410)
        if link.ended_at is not None or link.expires_at <= now:
            raise _not_redeemable("signing.link_expired", "签名二维码已失效", "This link is no longer valid", 410)
        return _admitted(session, resources, link, signer)


def admit_signer(resources: Resources, signs: Signs) -> PhoneAdmitted:
    """Let somebody in whom the identity service vouches for as authenticated in this window: a bearer of half an hour,
    and an older one ends. Asking again gives another bearer.

    Raises Refusal `signing.not_found` for whoever does not sign there and for the operator, who has a link, and those
    of a session that is over.
    """
    with resources.database.transaction() as session:
        row = sessions.of_window(session, signs.application_no, signs.window, lock=True)
        signer = signers.one(session, row.session_no, signs.party) if row else None
        if row is None or signer is None or signer.party_ref == OPERATOR:
            raise no_session()
        now = resources.clock.now()
        require_open(row, now)
        link = _new_link(session, resources, row, signer.party_ref, secrets.token_urlsafe(_TOKEN_BYTES), now)
        return _admitted(session, resources, link, signer)


def _new_link(
    session: Session, resources: Resources, row: SigningSession, party_ref: str, token: str, expires_at: datetime
) -> SigningLink:
    """In place of the signer's older ones."""
    now = resources.clock.now()
    links.end_all(session, row.session_no, now, party_ref)
    link = SigningLink(
        link_id=str(uuid7()),
        session_no=row.session_no,
        party_ref=party_ref,
        token_hash=_token_hash(resources, token),
        made_at=now,
        expires_at=expires_at,
    )
    session.add(link)
    return link


def _admitted(session: Session, resources: Resources, link: SigningLink, signer: Signer) -> PhoneAdmitted:
    """A bearer for the link, and what the phone shows first."""
    with session.no_autoflush:  # the link goes when all of it is known
        standing = standings.of_session(session, link.session_no)
    assert standing is not None  # a link is of a session
    row = standing.row
    bearer = secrets.token_urlsafe(_TOKEN_BYTES)
    link.redeemed_at = resources.clock.now()
    link.bearer_hash = bearer_hash(resources, bearer)
    link.bearer_expires_at = link.redeemed_at + windows.BEARER_LASTS
    session.add(link)
    resources.trail.note(
        session, "phone_admitted", row.application_no, of=row.session_no, actor=signer_actor(signer), role=SIGNER
    )
    return PhoneAdmitted(
        signer_token=bearer,
        expires_at=link.bearer_expires_at,
        application_no=row.application_no,
        signer=SignerShown(name=mask_name(resources.signer_name(signer)), role=row.filing.signer(signer.role).label),
        documents=tuple(
            DocumentShown(kind=document.kind, title=row.filing.title_of(document.kind), pages=document.pages)
            for document in standing.to_sign()
            if is_signed_by(row.filing, document.kind, signer.as_role)
        ),
        deadline=row.deadline,
        notice=windows.notice(row.deadline),
        signed=signer.party_ref in standing.acts,
    )


def phone_at_work(session: Session, resources: Resources, bearer_hash: str, *, lock: bool = False) -> Phone:
    """The phone whose bearer is still good. With `lock`, everybody else who wants to change its session waits.

    Raises Refusal `signing.session_void`, and `signing.bearer_invalid` (401) when the bearer is unknown, has ended
    or is too old.
    """
    if lock:
        links.lock_session(session, bearer_hash)
    found = standings.by_bearer(session, bearer_hash)
    if found is None or found.link.bearer_expires_at is None:
        raise bearer_invalid()
    if found.row.voided_at is not None:
        raise windows.session_void()
    if found.link.ended_at is not None or found.link.bearer_expires_at <= resources.clock.now():
        raise bearer_invalid()
    return Phone(found, found.signer(found.link.party_ref))


def signer_actor(signer: Signer) -> str:
    """As whom the trail names somebody who signs and has no account here."""
    return f"{signer.session_no}:{signer.party_ref}"


def require_open(row: SigningSession, now: datetime) -> None:
    """Raise Refusal `signing.session_void`, or `signing.deadline_passed` unless everything was signed in time."""
    if row.voided_at is not None:
        raise windows.session_void()
    if row.completed_at is None and now >= row.deadline:
        raise windows.deadline_passed(row.deadline)


def no_session() -> Refusal:
    return not_found("signing", "没有找到该申请的签名任务", "There is nothing to sign for this application")


def _token_hash(resources: Resources, token: str) -> str:
    return resources.hash(f"signing-link:{token}")


def bearer_hash(resources: Resources, bearer: str) -> str:
    """Under which a bearer is known here."""
    return resources.hash(f"signing-bearer:{bearer}")


def _qr(link: str) -> str:
    picture = io.BytesIO()
    # Rating the eight masks would cost most of it; for a random link they hardly differ (see the licence's own code).
    segno.make_qr(link, error="m", mask=2).save(picture, kind="svg", xmldecl=False, svgns=True, scale=5, border=4)
    return picture.getvalue().decode()


def _not_redeemable(code: str, zh: str, en: str, status: int) -> Refusal:
    return Refusal(
        code,
        zh,
        en,
        status=status,
        remedy_zh="请在电脑端刷新【签字二维码】后重新扫描",
        remedy_en="Ask for a new code in the portal and scan it again",
    )


def bearer_invalid() -> Refusal:
    return Refusal(
        "signing.bearer_invalid",
        "签名页面已失效，请重新扫描签字二维码，或重新打开邀请短信中的链接",
        "This signing page has expired; please scan the code again, or open the link of your invitation again",
        status=401,
    )
