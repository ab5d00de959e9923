"""Who may seal what: a licence is an authority's word only if the authority that it names sealed it last."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader

from catalogues import authorities
from catalogues.errors import UnknownCode
from kernel.pdf.verification import Problem, Verification

_LICENCE = "licence.json"


def licence_in(pdf: bytes) -> dict[str, Any] | None:
    """What a licence says of itself in its file; empty where that cannot be read, None for another document. No word of
    it is believed here."""
    try:
        root = PdfFileReader(BytesIO(pdf)).root
        names = root["/Names"]["/EmbeddedFiles"]["/Names"] if "/Names" in root else ()
        for place in range(0, len(names), 2):
            if str(names[place]).lstrip("/") == _LICENCE:
                found = json.loads(names[place + 1].get_object()["/EF"]["/F"].get_object().data)
                return found if isinstance(found, dict) else {}
    # A damaged one makes the parser fail in any way it likes, down to zlib.error.
    except Exception:
        return {}
    return None


def judged(pdf: bytes, verdict: Verification) -> tuple[str | None, tuple[Problem, ...]]:
    """The registration authority that sealed the document, and what is wrong with its having done so. A person's
    certificate of the same roots seals no licence, nor does another authority's."""
    sealed = verdict.signatures[-1].signer if verdict.signatures else None
    known = sealed if sealed in {authority.name for authority in authorities.all()} else None
    licence = licence_in(pdf)
    if licence is None:
        return known, ()
    try:
        responsible = authorities.get(str(licence.get("authority_code"))).name
    except UnknownCode:
        responsible = None
    if responsible is None or sealed != responsible:
        return known, (_not_sealed_by(responsible),)
    return known, ()


def _not_sealed_by(responsible: str | None) -> Problem:
    named = responsible or "?"
    return Problem(
        code="not_the_authority",
        zh=f"营业执照应由登记机关（{named}）加盖电子印章，但最后的签章不是它的",
        en=f"A licence is sealed by its registration authority ({named}); the last signature is not its own",
    )
