"""The signing service over HTTP: the applicant's signature page, the signer's phone, the signed documents."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict, Field

from catalogues.filing_types.words import PartKind
from kernel.handing_on import HandedOn, shown
from kernel.handwriting import Point
from kernel.rates import address
from kernel.tokens import Principal, Role, Signs
from kernel.web.access import PUBLIC, Access, AdmitsSigners
from kernel.web.documents import PDF, described, pdf_response
from kernel.web.handwriting import Aspect, DrawnStrokes
from kernel.web.paths import ApplicationNo, KindOfDocument
from kernel.web.routes import take_in
from kernel.web.stored import stored_route
from kernel.web.trails import trail_route
from services.signing.contract import OpenSigningSession, SigningSessionOpened
from services.signing.operations import acts, codes, links, opening, paper, reading, signing
from services.signing.operations.codes import CodeSent
from services.signing.operations.links import LinkMade, PhoneAdmitted
from services.signing.operations.reading import DocumentList, SigningTable
from services.signing.operations.resources import REDEEMING, Resources
from services.signing.operations.results import DocumentsSigned
from services.signing.operations.trail import read_trail

INTENT = "我已阅读全部文件并同意签署"

Applicant = Annotated[Principal, Depends(Access(Role.APPLICANT))]
Reader = Annotated[Principal, Depends(Access(Role.APPLICANT, Role.EXAMINER))]

_SCAN = {
    "requestBody": {
        "required": True,
        "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
    }
}


async def _body(request: Request) -> bytes:
    return await request.body()


_bearer = HTTPBearer(
    auto_error=False, scheme_name="SignerToken", description="The bearer a signing link was traded for"
)


class SignerAccess(Access):
    """Who holds the bearer a signing link was traded for; the principal's subject is the bearer's hash.

    Roles of accounts do not matter here: the phone is not logged in. Raises Refusal `signing.bearer_invalid` (401)
    where there is none; whether it is still good is seen when the session is read, with everything else of it.
    """

    def __init__(self, resources: Resources) -> None:
        super().__init__()
        self._resources = resources

    async def __call__(
        self, request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]
    ) -> Principal:
        if credentials is None:
            raise links.bearer_invalid()
        return Principal(links.bearer_hash(self._resources, credentials.credentials), frozenset())


class RedeemLink(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"token": "q1w2…"}})

    token: str = Field(min_length=20, max_length=128, pattern=r"^[A-Za-z0-9_-]+$")


class Signing(BaseModel):
    """At least two strokes or twenty points, at most 5,000 points in all; `aspect` is the pad's width over height."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "strokes": [
                    [{"x": 0.1, "y": 0.2, "t": 0}, {"x": 0.4, "y": 0.2, "t": 40}],
                    [{"x": 0.2, "y": 0.1, "t": 90}],
                ],
                "aspect": 1.96,
                "sms_code": "482135",
                "intent": INTENT,
            }
        },
    )

    strokes: DrawnStrokes
    aspect: Aspect | None = None
    sms_code: str = Field(pattern=r"^[0-9]{6}$")
    intent: Literal["我已阅读全部文件并同意签署"]


def router(resources: Resources) -> APIRouter:
    routes = APIRouter()
    signer_access = SignerAccess(resources)

    @routes.post("/sessions/{application_no}", dependencies=[Depends(PUBLIC)], tags=["sessions"])
    def open_session(application_no: ApplicationNo, asked: HandedOn[OpenSigningSession]) -> SigningSessionOpened:
        """For services: the operator was authenticated; told by whoever holds the reference of that."""
        authenticated = shown(
            resources.exchange,
            asked.held,
            PartKind.AUTHENTICATION,
            opening.Authenticated,
            application_no,
            asked.request.application_no,
        )
        return opening.open_session(resources, asked.request, authenticated.verified_mobile)

    @routes.post("/sessions/{application_no}/links", status_code=201, tags=["sessions"])
    def make_link(application_no: ApplicationNo, caller: Applicant) -> LinkMade:
        """A one-time link for the signer's phone, as text and as QR code; older links end."""
        return links.make_link(resources, application_no, caller.subject)

    @routes.get("/sessions/{application_no}", tags=["sessions"])
    def read_table(application_no: ApplicationNo, caller: Reader) -> SigningTable:
        """The signature page: who has to sign, whether they did, and until when."""
        return reading.read_table(resources, application_no, caller)

    @routes.get("/sessions/{application_no}/documents", tags=["sessions"])
    def list_documents(application_no: ApplicationNo, caller: Reader) -> DocumentList:
        """Every document with who signed it, when and with which certificate."""
        return reading.list_documents(resources, application_no, caller)

    @routes.get("/sessions/{application_no}/documents/{kind}", tags=["sessions"], **described(PDF))
    def read_signed_document(application_no: ApplicationNo, kind: KindOfDocument, caller: Reader) -> Response:
        """A signed document."""
        return pdf_response(
            reading.read_signed_document(resources, application_no, kind, caller), f"{kind}-{application_no}.pdf"
        )

    @routes.post("/sessions/{application_no}/paper", tags=["sessions"], openapi_extra=_SCAN)
    def sign_on_paper(
        application_no: ApplicationNo,
        caller: Applicant,
        scan: Annotated[bytes, Depends(_body)],
        party: Annotated[str | None, Query(pattern=r"^[a-z0-9_.-]{1,40}$")] = None,
    ) -> DocumentsSigned:
        """At the window: the scan of everything that one of the signers, the operator unless `party` says who, signed
        on paper, one PDF, in place of a signature on the phone."""
        return paper.sign_on_paper(resources, caller, application_no, scan, party)

    @routes.post("/phone/redeem", dependencies=[Depends(PUBLIC)], tags=["phone"])
    def redeem_link(typed: RedeemLink, request: Request) -> PhoneAdmitted:
        """Trade the token of a link, once, for a bearer of half an hour."""
        resources.rates.count(REDEEMING, address(request))
        return links.redeem_link(resources, typed.token)

    @routes.post("/phone/admissions", tags=["phone"])
    def admit_signer(vouched: Annotated[Signs, Depends(AdmitsSigners("signing"))]) -> PhoneAdmitted:
        """Trade the identity service's ticket, given to somebody authenticated, for a bearer of half an hour."""
        return links.admit_signer(resources, vouched)

    @routes.get("/phone/documents/{kind}", tags=["phone"], **described(PDF))
    def read_document(kind: KindOfDocument, signer: Principal = Depends(signer_access)) -> Response:
        """A document to read before signing it; the signed one afterwards."""
        return pdf_response(reading.read_document_on_phone(resources, signer.subject, kind), f"{kind}.pdf")

    @routes.post("/phone/codes", status_code=202, tags=["phone"])
    def send_code(signer: Principal = Depends(signer_access)) -> CodeSent:
        """Send a code to the signer's own mobile."""
        return codes.send_code(resources, signer.subject)

    @routes.post("/phone/signatures", tags=["phone"])
    def sign_documents(request: Request, typed: Signing, signer: Principal = Depends(signer_access)) -> DocumentsSigned:
        """Sign every document of one's own at once; a repeated call answers with what the first one did."""
        return signing.sign_documents(
            resources,
            acts.SignDocuments(
                bearer_hash=signer.subject,
                strokes=[[Point(point.x, point.y, point.t) for point in stroke] for stroke in typed.strokes],
                aspect=typed.aspect,
                sms_code=typed.sms_code,
                intent=typed.intent,
                address=address(request),
                user_agent=request.headers.get("user-agent", ""),
            ),
        )

    take_in(routes, stored_route(resources.database, "signing"))
    take_in(routes, trail_route(partial(read_trail, resources)))
    return routes
