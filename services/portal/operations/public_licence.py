"""What everybody may know of a licence, and of the entity behind it: two services, each asked for its own."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from kernel.errors import Outage, Refusal
from kernel.packed import packed
from kernel.tlog.proofs import SUFFIX
from services.portal.operations.resources import Resources


def verify_code(resources: Resources, uscc: str) -> dict[str, Any]:
    """The newest licence with a code, with its entity. Raises Refusal of the licence service."""
    licence = resources.licence.get(f"/licences/{uscc}/verification", None)
    return {**licence, **entity_of(resources, licence)}


def with_proof(resources: Resources, token: str, number: str) -> bytes:
    """The caller's licence and the proof that the log has it, in one file (`kernel/packed.py`). Raises Refusal of the
    licence service, and Outage `log.file.not_found` in the first seconds, before the log has it."""
    document = resources.licence.fetch(f"/licences/{number}/document", token).content
    try:
        proof = resources.transparency.fetch(f"/log/proofs/{hashlib.sha256(document).hexdigest()}", None).content
    except Refusal as refusal:
        if refusal.status != 404:
            raise
        raise Outage(
            refusal.code,
            "这份执照正在记入防篡改日志，请几秒后再下载",
            "This licence is being entered into the log; please download it again in a few seconds",
        ) from None
    return packed({f"licence-{number}.pdf": document, f"licence-{number}.pdf{SUFFIX}": proof})


def entity_of(resources: Resources, licence: Mapping[str, Any] | None) -> dict[str, Any]:
    """`entity`: what the register publishes of a licence's entity, None where it has none yet; `unavailable` names the
    register while it does not answer, so that the rest is shown all the same."""
    if licence is None:
        return {"entity": None, "unavailable": []}
    try:
        return {"entity": resources.register.get(f"/entities/{licence['uscc']}/public", None), "unavailable": []}
    except Outage:
        return {"entity": None, "unavailable": ["register"]}
    except Refusal as refusal:
        if refusal.status != 404:
            raise
        return {"entity": None, "unavailable": []}
