"""Routes of revocations: applied for, examined by officials, decided by two, answered by the other side."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from kernel.tokens import Principal, Role
from kernel.web.access import Access
from kernel.web.documents import PDF, described, pdf_response
from kernel.web.paging import Page, Paging, whole
from kernel.web.paths import PLAIN_LINES, PLAIN_TEXT, ApplicationNo, AuthorityCode, Uscc
from services.approval.domain.revocation import Entry, Stage
from services.approval.operations.resources import Resources
from services.approval.operations.revocations import acting, opening, reading
from services.approval.operations.revocations.opening import Claim
from services.approval.operations.revocations.reading import AgainstOwn, OwnRevocation, RevocationLine, RevocationSheet

Applicant = Annotated[Principal, Depends(Access(Role.APPLICANT))]
Examiner = Annotated[Principal, Depends(Access(Role.EXAMINER))]
Official = Annotated[Principal, Depends(Access(Role.EXAMINER, Role.HEAD))]
Concerned = Annotated[Principal, Depends(Access(Role.APPLICANT, Role.EXAMINER, Role.HEAD))]
Lines = Annotated[str, Field(min_length=2, max_length=1000, pattern=PLAIN_LINES)]
Short = Annotated[str, Field(min_length=1, max_length=120, pattern=PLAIN_TEXT)]


class _Typed(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class ClaimTyped(_Typed):
    """`name` and document are those the person was verified with."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "uscc": "92140213MA0MU7MP45",
                    "authority_code": "14021300",
                    "name": "张晓禾",
                    "id_document_type": "10",
                    "id_number": "140213199201011237",
                    "statement": "我没有申请过这个营业执照，身份证曾经遗失",
                }
            ]
        },
    )

    uscc: Uscc
    authority_code: AuthorityCode
    name: Short
    id_document_type: Annotated[str, Field(min_length=2, max_length=2)]
    id_number: Annotated[str, Field(min_length=5, max_length=32, pattern=PLAIN_TEXT)]
    statement: Lines


class ExOfficioTyped(_Typed):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"uscc": "92140213MA0MU7MP45", "about": "14021301202202220000017", "reason": "公安机关移送的线索"}
            ]
        },
    )

    uscc: Uscc
    about: ApplicationNo
    reason: Lines


class StatementTyped(_Typed):
    model_config = ConfigDict(json_schema_extra={"examples": [{"statement": "登记是我本人办理的"}]})

    statement: Lines


class Accepted(_Typed):
    """`about` is the application whose registration is to be revoked; `verified` how the applicant's identity was."""

    entry: Literal["accepted"]
    about: ApplicationNo
    verified: Short


class NotAccepted(_Typed):
    entry: Literal["not_accepted"]
    reason: Literal["not_verified", "deregistered", "other"]
    remark: Annotated[str, Field(max_length=500, pattern=PLAIN_LINES)] = ""


class Evidence(_Typed):
    entry: Literal["evidence"]
    kind: Literal["judgment", "police_penalty", "court_assistance", "identity", "inspection", "expert", "other"]
    document_no: Annotated[str, Field(max_length=60, pattern=PLAIN_TEXT)] = ""
    made_on: date | None = None
    what: Lines


class Statement(_Typed):
    entry: Literal["statement", "objection"]
    who: Literal["other_side", "applicant", "third"]
    said: Lines


class Remarked(_Typed):
    entry: Literal["publicised", "resumed", "extended", "declined"]
    remark: Lines


class Paused(_Typed):
    entry: Literal["paused"]
    reason: Literal["civil_dispute", "proceedings", "other_case"]
    remark: Lines


class Responsible(_Typed):
    """Somebody directly responsible, and what they did."""

    name: Short
    id_document_type: Annotated[str, Field(min_length=2, max_length=2)]
    id_number: Annotated[str, Field(min_length=5, max_length=32, pattern=PLAIN_TEXT)]
    took_part: Short


class ProposedRevocation(_Typed):
    entry: Literal["proposed"]
    outcome: Literal["revoke"]
    ground: Literal["judgment", "police_penalty", "own_finding", "court_assistance"]
    reason: Lines
    persons: Annotated[tuple[Responsible, ...], Field(max_length=20)] = ()


class ProposedRefusal(_Typed):
    entry: Literal["proposed"]
    outcome: Literal["refuse"]
    reason_kind: Literal["public_harm", "irreversible", "consented", "not_shown", "other"]
    reason: Lines


class ProposedWithdrawal(_Typed):
    entry: Literal["proposed"]
    outcome: Literal["withdraw"]
    reason: Lines


class Confirmed(_Typed):
    entry: Literal["confirmed"]


_Proposed = Annotated[ProposedRevocation | ProposedRefusal | ProposedWithdrawal, Field(discriminator="outcome")]


class ActTyped(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "act": {
                        "entry": "evidence",
                        "kind": "judgment",
                        "document_no": "（2026）晋0213行初17号",
                        "what": "判决",
                    }
                }
            ]
        },
    )

    act: Accepted | NotAccepted | Evidence | Statement | Remarked | Paused | _Proposed | Confirmed


class Received(BaseModel):
    revocation_no: str


class ActDone(BaseModel):
    stage: Stage


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(tags=["revocations"])

    @routes.post("/revocations", status_code=201)
    def apply(typed: ClaimTyped, caller: Applicant) -> Received:
        """Ask that a registration is revoked for which one's identity was used. Whether there is such a business is not
        answered; the same again is the same application."""
        return Received(revocation_no=opening.apply(resources, caller, Claim(**typed.model_dump())))

    @routes.get("/own-revocations")
    def list_own(caller: Applicant) -> Page[OwnRevocation]:
        """What the caller applied for."""
        return whole(reading.list_own(resources, caller))

    @routes.get("/own-revocations/{uscc}")
    def list_against_own(uscc: Uscc, caller: Applicant) -> Page[AgainstOwn]:
        """Revocations about registrations that the caller applied for."""
        return whole(reading.list_against_own(resources, caller, uscc))

    @routes.post("/revocations/{revocation_no}/statement")
    def state_other_side(revocation_no: ApplicationNo, typed: StatementTyped, caller: Applicant) -> ActDone:
        """What whoever answers for the business says to it."""
        return ActDone(stage=acting.state_other_side(resources, caller, revocation_no, typed.statement))

    @routes.post("/revocations/ex-officio", status_code=201)
    def open_ex_officio(typed: ExOfficioTyped, caller: Examiner) -> Received:
        """Begin one without an application."""
        return Received(revocation_no=opening.open_ex_officio(resources, caller, typed.uscc, typed.about, typed.reason))

    @routes.get("/revocations")
    def list_revocations(caller: Official, asked: Paging) -> Page[RevocationLine]:
        """Those of the caller's authority, the latest first."""
        return reading.list_revocations(resources, caller, asked)

    @routes.get("/revocations/{revocation_no}")
    def read_revocation(revocation_no: ApplicationNo, caller: Official) -> RevocationSheet:
        """One of them, with everything that was written; the reading is recorded."""
        return reading.read_revocation(resources, caller, revocation_no)

    @routes.get("/revocations/{revocation_no}/concern")
    def check_concerned(revocation_no: ApplicationNo, caller: Concerned) -> Received:
        """Answers whoever has a part in it; anybody else hears what they hear of one that does not exist."""
        reading.check_concerned(resources, caller, revocation_no)
        return Received(revocation_no=revocation_no)

    @routes.post("/revocations/{revocation_no}/acts")
    def act(revocation_no: ApplicationNo, typed: ActTyped, caller: Official) -> ActDone:
        """Write an act down. What revokes, refuses or takes back is proposed by one and confirmed by another."""
        content = typed.act.model_dump(mode="json", exclude={"entry"})
        stage = acting.act(resources, caller, revocation_no, Entry(typed.act.entry), content)
        return ActDone(stage=stage)

    @routes.get("/revocations/{revocation_no}/papers/{kind}", **described(PDF))
    def read_paper(
        revocation_no: ApplicationNo,
        kind: Annotated[str, Path(pattern=r"^revocation_[a-z]{1,20}$")],
        caller: Official,
    ) -> Response:
        """One of its papers, the newest of its kind."""
        content = reading.read_paper(resources, caller, revocation_no, kind)
        return pdf_response(content, f"{revocation_no}-{kind}.pdf")

    return routes
