"""What Temporal stores of us is encrypted and bound to where it belongs; what is plain, or from elsewhere, is refused.

A payload of a workflow is bound to its id, one of an activity also to the activity's type: moved to another case, or
from one activity to another, it is not read. Where it belongs stands beside it, so that operations can look at it.
"""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from temporalio.api.common.v1 import Payload
from temporalio.converter import (
    ActivitySerializationContext,
    PayloadCodec,
    SerializationContext,
    WithSerializationContext,
    WorkflowSerializationContext,
)

from kernel.errors import Defect
from kernel.keyring import KeyRing

log = structlog.get_logger()

_ENCODING = b"binary/encrypted"
_KEY, _PLACE = "encryption-key-id", "bound-to"
_REFUSED = Payload(metadata={"encoding": b"binary/refused"})
"""No converter reads it: a step or an activity that was asked with it is answered with a failure, a signal is dropped,
and the case goes on. An error here would stop the case instead."""


class EncryptingCodec(PayloadCodec, WithSerializationContext):
    """AES-256-GCM over every payload; the key's id travels in the metadata so that keys can be rotated.

    The library gives workers and clients one that knows the `place` it works at. Without a place it only shows what is
    there. Payloads of releases that did not bind them are read everywhere.
    """

    def __init__(self, ring: KeyRing, place: str = "") -> None:
        self._ring = ring
        self._place = place

    def with_context(self, context: SerializationContext) -> EncryptingCodec:
        return EncryptingCodec(self._ring, _place(context))

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return [self._seal(payload) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Raises Defect `keyring.unknown_key`: of a payload under a key that is not here nothing is known."""
        return [self._open(payload) for payload in payloads]

    def _seal(self, payload: Payload) -> Payload:
        place = self._place.encode()
        key_id, encrypted = self._ring.encrypt(payload.SerializeToString(), place)
        metadata = {"encoding": _ENCODING, _KEY: key_id.encode()} | ({_PLACE: place} if place else {})
        return Payload(metadata=metadata, data=encrypted)

    def _open(self, payload: Payload) -> Payload:
        if payload.metadata.get("encoding") != _ENCODING:
            return self._refused("payload.plain") if self._place else payload
        place = payload.metadata.get(_PLACE, b"")
        if self._place and place and place != self._place.encode():
            return self._refused("payload.from_elsewhere")
        try:
            return Payload.FromString(self._ring.decrypt(payload.metadata[_KEY].decode(), payload.data, place))
        except Defect as defect:
            if defect.code != "keyring.tampered" or not self._place:
                raise
            return self._refused(defect.code)

    def _refused(self, code: str) -> Payload:
        log.warning("payload_refused", error_code=code)
        return _REFUSED


def _place(context: SerializationContext) -> str:
    match context:
        case ActivitySerializationContext(workflow_id=workflow_id, activity_type=activity_type):
            return f"{workflow_id} {activity_type}"
        case WorkflowSerializationContext(workflow_id=workflow_id):
            return workflow_id
        case _:
            return ""
