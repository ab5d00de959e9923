"""The log over HTTP: open to anybody, as static files would be; its alarms for operations."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from kernel.tokens import Principal, Role
from kernel.web.access import PUBLIC, Access
from kernel.web.routes import take_in
from services.transparency.operations import alarming, reading
from services.transparency.operations.alarming import Alarms
from services.transparency.operations.resources import Resources

_TEXT = "text/plain; charset=utf-8"
_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_Operations = Annotated[Principal, Depends(Access(Role.OPERATIONS))]
_Sha256 = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]


class Acknowledgement(BaseModel):
    """What was found when somebody looked into an alarm."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=4, max_length=500)


def router(resources: Resources) -> APIRouter:
    routes = APIRouter()
    take_in(routes, _open_to_all(resources))
    take_in(routes, _for_operations(resources))
    return routes


def _open_to_all(resources: Resources) -> APIRouter:
    routes = APIRouter(tags=["log"], dependencies=[Depends(PUBLIC)])

    @routes.get("/log/checkpoint", response_class=Response)
    def read_checkpoint() -> Response:
        """The newest signed head of the log (C2SP tlog-checkpoint)."""
        return Response(reading.read_checkpoint(resources).note, media_type=_TEXT)

    @routes.get("/log/checkpoint.stamped", response_class=Response)
    def read_stamped_checkpoint() -> Response:
        """The newest head that has a time stamp."""
        return Response(reading.read_checkpoint(resources, stamped=True).note, media_type=_TEXT)

    @routes.get("/log/checkpoint.stamped.tst", response_class=Response)
    def read_stamp() -> Response:
        """The time stamp of that head: an RFC 3161 token over the SHA-256 of its text, DER."""
        stamp = reading.read_checkpoint(resources, stamped=True).stamp
        return Response(stamp, media_type="application/timestamp-reply")

    @routes.get("/log/key", response_class=Response)
    def read_key() -> Response:
        """The key that signs heads, as a monitor pins it (C2SP signed-note). Get it another way, too."""
        return Response(f"{resources.signer.verifier}\n", media_type=_TEXT)

    @routes.get("/log/tile/{level}/{place:path}", response_class=Response)
    def read_tile(level: Annotated[int, Path(ge=0, le=7)], place: Annotated[str, Path(max_length=40)]) -> Response:
        """A tile of the tree (C2SP tlog-tiles): up to 256 hashes."""
        found = reading.read_tile(resources, level, place)
        return Response(found, media_type="application/octet-stream", headers=_FOREVER)

    @routes.get("/log/proofs/{sha256}", response_class=Response)
    def prove_file(sha256: _Sha256) -> Response:
        """That a file with this SHA-256, a licence or an archive package, is in the log (C2SP tlog-proof)."""
        return Response(str(reading.prove_file(resources, sha256)), media_type=_TEXT)

    return routes


def _for_operations(resources: Resources) -> APIRouter:
    routes = APIRouter(tags=["alarms"])

    @routes.get("/alarms")
    def read_alarms(_: _Operations) -> Alarms:
        """What checking found and nobody has looked into, and when everything was checked last."""
        return alarming.read_alarms(resources)

    @routes.post("/alarms/{number}/acknowledgement", status_code=204)
    def acknowledge_alarm(number: int, content: Acknowledgement, caller: _Operations) -> None:
        """Somebody looked into it; the reason stays. What changes once more raises another alarm."""
        alarming.acknowledge_alarm(resources, number, caller.subject, content.reason)

    return routes
