"""Trust services over HTTP: certificates and revocation lists at `/ca`, time stamps at `/tsa`."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import structlog
from cryptography.hazmat.primitives.serialization import Encoding
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from kernel.clock import Clock
from sandbox.behaviour import Behaviour, Switch
from sandbox.serving import open_application, problem
from sandbox.trust.authority import CertificationAuthority, InvalidCertificateRequest, Kind, pem
from sandbox.trust.timestamps import TimeStampAuthority

log = structlog.get_logger()

QUERY = "application/timestamp-query"
REPLY = "application/timestamp-reply"
_LARGEST_QUERY = 4096

Serial = Annotated[str, StringConstraints(pattern="^[0-9a-f]{1,40}$")]


class Subject(BaseModel):
    """Upper bounds of RFC 5280 (ub-common-name, ub-serial-number)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    common_name: str = Field(min_length=1, max_length=64)
    serial: str | None = Field(default=None, pattern=r"^[A-Za-z0-9 '()+,./:=?-]{1,64}$")


class CertificateRequest(BaseModel):
    """`request_id` is the idempotency key; a seal or TSA may last five years, a signing event a day."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    request_id: str = Field(min_length=1, max_length=128)
    csr_pem: str = Field(min_length=1, max_length=8192)
    subject: Subject
    kind: Kind
    validity_seconds: int = Field(ge=60, le=5 * 366 * 86_400)


class Revocation(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    serial: Serial


def build(home: Path, url: str, clock: Clock) -> FastAPI:
    """`url` is where this application is reached from outside, without a path."""
    authority = CertificationAuthority(home, url, clock.now())
    stamper = TimeStampAuthority(home, authority, clock.now())
    app = open_application("trust services", Switch(Behaviour()), ["/ca/", "/tsa"], authority.close)

    @app.post("/ca/certificates", status_code=201, response_model=None)
    async def issue(request: CertificateRequest) -> dict[str, Any] | JSONResponse:
        if request.kind is Kind.EVENT and request.validity_seconds > 86_400:
            return _invalid("/validity_seconds", "a signing event lasts a day at most")
        try:
            entry = authority.issue(
                request_id=request.request_id,
                csr_pem=request.csr_pem,
                common_name=request.subject.common_name,
                serial_number=request.subject.serial,
                kind=request.kind,
                validity=timedelta(seconds=request.validity_seconds),
                now=clock.now(),
            )
        except InvalidCertificateRequest as error:
            return _invalid("/csr_pem", str(error))
        log.info("certificate_issued", service="ca", request_id=request.request_id)
        return {
            "certificate_pem": entry["certificate_pem"],
            "chain_pem": authority.chain_pem,
            "serial": entry["serial"],
        }

    @app.get("/ca/certificates/{serial}", response_model=None)
    async def look_up(serial: Serial) -> dict[str, Any] | JSONResponse:
        entry = authority.find(serial)
        if entry is None:
            return problem(404, "unknown_certificate")
        kept = {key: entry[key] for key in ("serial", "kind", "issued_at", "not_after", "certificate_pem")}
        return {**kept, "revoked": authority.is_revoked(serial)}

    @app.post("/ca/revocations", response_model=None)
    async def revoke(revocation: Revocation) -> dict[str, str] | JSONResponse:
        if not authority.revoke(revocation.serial, clock.now()):
            return problem(404, "unknown_certificate")
        return {"serial": revocation.serial, "status": "revoked"}

    @app.get("/ca/roots.pem")
    async def roots() -> Response:
        return Response(pem(authority.root.certificate), media_type="application/x-pem-file")

    @app.get("/ca/chain.pem")
    async def chain() -> Response:
        return Response(authority.chain_pem, media_type="application/x-pem-file")

    @app.get("/ca/root.cer")
    async def root() -> Response:
        return _der(authority.root.certificate.public_bytes(Encoding.DER), "application/pkix-cert")

    @app.get("/ca/issuing.cer")
    async def issuing() -> Response:
        return _der(authority.issuing.certificate.public_bytes(Encoding.DER), "application/pkix-cert")

    @app.get("/ca/crl")
    async def issuing_list() -> Response:
        return _der(authority.revocation_list("issuing", clock.now()), "application/pkix-crl")

    @app.get("/ca/root.crl")
    async def root_list() -> Response:
        return _der(authority.revocation_list("root", clock.now()), "application/pkix-crl")

    @app.get("/tsa/certificate.pem")
    async def stamper_certificate() -> Response:
        return Response(pem(stamper.certificate), media_type="application/x-pem-file")

    @app.post("/tsa", response_model=None)
    async def stamp(request: Request) -> Response:
        if request.headers.get("content-type", "").partition(";")[0].strip() != QUERY:
            return problem(415, "not_a_timestamp_query")
        query = b""
        async for part in request.stream():
            query += part
            if len(query) > _LARGEST_QUERY:
                return problem(413, "query_too_large")
        return _der(await stamper.answer(query, clock.now()), REPLY)

    return app


def _invalid(pointer: str, detail: str) -> JSONResponse:
    return problem(422, "invalid_request", errors=[{"pointer": pointer, "detail": detail}])


def _der(content: bytes, media_type: str) -> Response:
    return Response(content, media_type=media_type)
