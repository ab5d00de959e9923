"""What everybody may know of a licence, and of the entity behind it: two services, each asked for its own."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from kernel.errors import Outage, Refusal
from kernel.packed import packed
from kernel.tlog.proofs import SUFFIX
from services.portal.operations.resources import Resources

_NOT_OF_A_CODE = re.compile(r"[^0-9A-Za-z -]")


def verify_code(resources: Resources, uscc: str) -> dict[str, Any]:
    """The newest licence with a code, with its entity. Raises Refusal of the licence service."""
    licence = resources.licence.get(f"/licences/{uscc}/verification", None)
    return {**licence, **entity_of(resources, licence)}


def verify_copy(resources: Resources, typed: str) -> dict[str, Any]:
    """What a copy out of the archive is of, by its code as somebody typed it. Raises Refusal
    `archive.copy.not_found`, at the field."""
    code = _NOT_OF_A_CODE.sub("", typed)
    try:
        found = resources.archive.get(f"/copies/{code}", None) if 16 <= len(code) <= 40 else None
    except Refusal as refusal:
        if refusal.status not in {404, 422}:
            raise
        found = None
    if found is None:
        raise Refusal(
            "archive.copy.not_found",
            "没有制作过带有这个核验码的复制件",
            "The archive made no copy with this code",
            pointer="/code",
            status=404,
            remedy_zh="请对照复制件页脚的核验码重新输入",
            remedy_en="Type it again as it stands at the foot of each page",
        )
    return {**found, "code": code}


def copy_of(resources: Resources, content: bytes) -> dict[str, Any] | None:
    """What the archive says of this very file; None when it made no such copy."""
    try:
        found: dict[str, Any] = resources.archive.get(f"/copies/by-digest/{hashlib.sha256(content).hexdigest()}", None)
    except Refusal as refusal:
        if refusal.status != 404:
            raise
        return None
    return found


def with_proof(resources: Resources, token: str, number: str) -> bytes:
    """The caller's licence and the proof that the log has it, in one file (`kernel/packed.py`). Raises Refusal of the
    licence service, and Outage `log.file.not_found` in the first seconds, before the log has it."""
    document = resources.licence.fetch(f"/licences/{number}/document", token).content
    return packed_with_proof(resources, f"licence-{number}", document)


def packed_with_proof(resources: Resources, name: str, document: bytes) -> bytes:
    """A document under its name and the proof that the log has it, in one file. Raises Outage `log.file.not_found` in
    the first seconds, before the log has it."""
    try:
        proof = resources.transparency.fetch(f"/log/proofs/{hashlib.sha256(document).hexdigest()}", None).content
    except Refusal as refusal:
        if refusal.status != 404:
            raise
        raise Outage(
            refusal.code,
            "这份文件正在记入防篡改日志，请几秒后再下载",
            "This document is being entered into the log; please download it again in a few seconds",
        ) from None
    return packed({f"{name}.pdf": document, f"{name}.pdf{SUFFIX}": proof})


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
