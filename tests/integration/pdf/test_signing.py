"""Signatures of every level, several signers, and what is refused."""

from __future__ import annotations

import asyncio
import re
import socket
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from kernel.errors import Defect, Outage, Refusal
from kernel.pdf.keys import SigningKey
from kernel.pdf.signing import Level, Permissions, SignatureField, prepare_fields, renew_timestamp, sign
from kernel.pdf.timestamps import TimestampAuthority
from kernel.pdf.trust import Trust
from kernel.pdf.verification import verify
from tests.integration.pdf.conftest import Authority

BOX = (50.0, 60.0, 250.0, 120.0)


@pytest.mark.parametrize("level", ["B", "B-T", "B-LT", "B-LTA"])
def test_each_level_verifies(
    authority: Authority,
    document: bytes,
    signer: SigningKey,
    stamp: bytes,
    timestamper: TimestampAuthority,
    trust: Trust,
    level: Level,
) -> None:
    """A signature of each PAdES level is found in order by somebody who knows only the root."""
    signed = sign(
        document,
        signer,
        field="经营者",
        box=BOX,
        stamp=stamp,
        reason="设立登记申请",
        location="北京市",
        name="张㛃",
        level=level,
        timestamper=timestamper,
        trust=trust,
    )
    verification = verify(signed, [authority.root])
    assert verification.ok, verification.problems
    assert verification.covers_whole_document
    (signature,) = verification.signatures
    assert (signature.field, signature.signer) == ("经营者", "张㛃")
    assert signature.certificate_serial == f"{signer.certificate.serial_number:x}"
    assert (signature.timestamped_at is not None) == (level != "B")
    assert len(verification.archive_timestamps) == (1 if level == "B-LTA" else 0)
    assert signed.startswith(document)
    assert signed.endswith(b"%%EOF\n")


def test_several_signers_and_a_seal(
    authority: Authority,
    document: bytes,
    signer: SigningKey,
    seal: SigningKey,
    stamp: bytes,
    timestamper: TimestampAuthority,
    trust: Trust,
) -> None:
    """Each signature stays in order when the next is added, and the seal with its proof comes last."""
    names = ["甲", "乙", "丙", "登记机关"]
    pdf = prepare_fields(
        document,
        [SignatureField(name, -1, (50.0, 60.0 + 90 * row, 250.0, 130.0 + 90 * row)) for row, name in enumerate(names)],
    )
    for name in names[:3]:
        pdf = sign(pdf, signer, field=name, stamp=stamp, level="B-T", timestamper=timestamper, certify=name == "甲")
    pdf = sign(pdf, seal, field="登记机关", stamp=stamp, level="B-LTA", timestamper=timestamper, trust=trust)
    verification = verify(pdf, [authority.root])
    assert verification.ok, verification.problems
    assert verification.covers_whole_document
    assert [(one.field, one.modification_level) for one in verification.signatures] == [
        ("甲", "FORM_FILLING"),
        ("乙", "FORM_FILLING"),
        ("丙", "FORM_FILLING"),
        ("登记机关", "LTA_UPDATES"),
    ]


def test_preparing_again_changes_nothing(document: bytes, signer: SigningKey) -> None:
    """Fields already there are kept, and none is added once somebody has signed."""
    fields = [SignatureField("甲"), SignatureField("乙")]
    prepared = prepare_fields(document, fields)
    assert prepare_fields(prepared, fields) == prepared
    with pytest.raises(Refusal) as caught:
        prepare_fields(sign(prepared, signer, field="甲"), fields)
    assert caught.value.code == "pdf.already_signed"


def test_the_stamp_is_shown_where_asked(document: bytes, signer: SigningKey, stamp: bytes) -> None:
    """The appearance is in the box on the page asked for; the default page is the last."""
    first = PdfFileReader(BytesIO(sign(document, signer, field="甲", page=0, box=BOX, stamp=stamp)))
    (widget,) = first.root["/Pages"]["/Kids"][0]["/Annots"]
    assert [int(edge) for edge in widget.get_object()["/Rect"]] == [50, 60, 250, 120]
    assert widget.get_object()["/AP"]["/N"]["/Resources"]["/XObject"]
    last = PdfFileReader(BytesIO(sign(document, signer, field="甲", box=BOX)))
    pages = last.root["/Pages"]["/Kids"]
    assert ["/Annots" in page.get_object() for page in pages] == [False] * (len(pages) - 1) + [True]


def test_an_increment_starts_on_its_own_line(document: bytes, signer: SigningKey) -> None:
    """A file without a last newline gets one before it is signed or prepared, or it would no longer be PDF/A."""
    cut = document.rstrip(b"\n")
    assert sign(cut, signer, field="甲").startswith(document)
    assert prepare_fields(cut, [SignatureField("甲")]).startswith(document)


def test_a_signed_place_is_not_signed_again(document: bytes, signer: SigningKey) -> None:
    """The second signature in one field is refused."""
    signed = sign(document, signer, field="甲")
    with pytest.raises(Refusal) as caught:
        sign(signed, signer, field="甲")
    assert caught.value.code == "pdf.field_signed"


def test_a_closed_document_takes_no_further_signature(document: bytes, signer: SigningKey) -> None:
    """After a certifying signature that allows no changes, and for a late certifying one, signing is refused."""
    closed = sign(document, signer, field="甲", certify=True, permissions=Permissions.NO_CHANGES)
    for pdf, certify in ((closed, False), (sign(document, signer, field="甲"), True)):
        with pytest.raises(Refusal) as caught:
            sign(pdf, signer, field="乙", certify=certify)
        assert caught.value.code == "pdf.closed"


def test_wrong_arguments_are_our_defect(document: bytes, signer: SigningKey, timestamper: TimestampAuthority) -> None:
    """A level without what it needs, or a page that is not there, is never blamed on the applicant."""
    for arguments in ({"level": "B-T"}, {"level": "B-LT", "timestamper": timestamper}, {"page": 99}):
        with pytest.raises(Defect):
            sign(document, signer, field="甲", **arguments)


def test_no_time_stamping_authority_is_an_outage(document: bytes, signer: SigningKey) -> None:
    """Nobody listening is an outage, and says nothing about the document."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with TimestampAuthority(f"http://127.0.0.1:{port}/tsa") as nobody, pytest.raises(Outage) as caught:
        sign(document, signer, field="甲", level="B-T", timestamper=nobody)
    assert caught.value.code == "timestamps.unreachable"


def test_an_answer_that_is_no_token_is_an_outage(authority: Authority, document: bytes, signer: SigningKey) -> None:
    """An error page in place of a token is an outage too."""
    with TimestampAuthority(f"{authority.url}/nowhere") as wrong, pytest.raises(Outage) as caught:
        sign(document, signer, field="甲", level="B-T", timestamper=wrong)
    assert caught.value.code == "timestamps.refused"


def test_a_revoked_certificate_gets_no_lasting_proof(
    authority: Authority, document: bytes, timestamper: TimestampAuthority, trust: Trust
) -> None:
    """The revocation list is asked before a B-LT signature is made."""
    key = authority.key("已吊销")
    authority.revoke(key)
    with pytest.raises(Refusal) as caught:
        sign(document, key, field="甲", level="B-LT", timestamper=timestamper, trust=trust)
    assert caught.value.code == "pdf.certificate_refused"


def test_no_revocation_list_is_an_outage(
    document: bytes, signer: SigningKey, timestamper: TimestampAuthority, unanswered: tuple[SigningKey, Trust]
) -> None:
    """When the address of the revocation list does not answer, nobody is called revoked."""
    key, trust = unanswered
    with pytest.raises(Outage) as caught:
        sign(document, key, field="甲", level="B-LT", timestamper=timestamper, trust=trust)
    assert caught.value.code == "pdf.revocation_unanswered"


def test_proof_can_be_renewed(
    authority: Authority, document: bytes, signer: SigningKey, timestamper: TimestampAuthority, trust: Trust
) -> None:
    """A fresh archive timestamp covers the last one, and the document stays in order."""
    signed = sign(document, signer, field="甲", level="B-LTA", timestamper=timestamper, trust=trust)
    renewed = renew_timestamp(signed, timestamper=timestamper, trust=trust)
    assert renewed.startswith(signed)
    verification = verify(renewed, [authority.root])
    assert verification.ok, verification.problems
    assert verification.covers_whole_document
    assert len(verification.archive_timestamps) == 2


def test_threads_share_one_key_and_one_timestamper(
    authority: Authority, document: bytes, signer: SigningKey, timestamper: TimestampAuthority, trust: Trust
) -> None:
    """Signing from several threads at once gives documents that are all in order."""
    with ThreadPoolExecutor(4) as threads:
        signed = list(
            threads.map(
                lambda number: sign(
                    document, signer, field=f"{number}", level="B-LTA", timestamper=timestamper, trust=trust
                ),
                range(12),
            )
        )
    verifications = [verify(pdf, [authority.root]) for pdf in signed]
    assert all(one.ok for one in verifications)
    assert [one.signatures[0].field for one in verifications] == [f"{number}" for number in range(12)]


def test_first_signatures_of_a_fresh_key_may_be_simultaneous(authority: Authority, document: bytes) -> None:
    """Threads that begin with a key and a time-stamping authority nobody used before all get their signature."""

    def together(key: SigningKey, timestamper: TimestampAuthority, start: threading.Barrier) -> bytes:
        start.wait()
        return sign(document, key, field="operator", level="B-T", timestamper=timestamper)

    switching = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(12):
            with TimestampAuthority(f"{authority.url}/tsa") as timestamper, ThreadPoolExecutor(5) as pool:
                given = authority.key("同时"), timestamper, threading.Barrier(5)
                signing = [pool.submit(together, *given) for _ in range(5)]
                assert all(verify(one.result(), [authority.root]).ok for one in signing)
    finally:
        sys.setswitchinterval(switching)


def test_token_that_tells_the_size_is_shared_by_nobody(authority: Authority) -> None:
    """The time-stamping authority is asked once for a token to go by, and each signature gets a copy of its own."""
    with TimestampAuthority(f"{authority.url}/tsa") as timestamper:
        first, second = (asyncio.run(timestamper.async_dummy_response("sha256")) for _ in range(2))
    assert first is not second
    assert first.dump() == second.dump()


def test_room_fits_the_signature(document: bytes, signer: SigningKey, timestamper: TimestampAuthority) -> None:
    """A signature with its time stamp leaves little room unused: every document of a case is kept for decades."""
    signed = sign(document, signer, field="Signature", level="B-T", timestamper=timestamper)
    [room] = re.findall(rb"/Contents <([0-9A-F]+)>", signed[len(document) :])
    assert 0 < len(room) - len(room.rstrip(b"0")) < 1_200


def test_a_signature_says_nothing_new_of_the_document(document: bytes, signer: SigningKey) -> None:
    """Dates, titles and XMP are those the document was made with, and are not repeated in the increment."""
    signed = sign(document, signer, field="甲")
    before, after = PdfFileReader(BytesIO(document)), PdfFileReader(BytesIO(signed))
    assert bytes(after.root["/Metadata"].data) == bytes(before.root["/Metadata"].data)
    assert dict(after.trailer["/Info"]) == dict(before.trailer["/Info"])
    assert b"xpacket" in signed[: len(document)]
    assert b"xpacket" not in signed[len(document) :]
