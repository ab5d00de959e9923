"""Sessions as the workflow opens, collects and voids them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO

import pytest
from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PageObject
from sqlmodel import Session, col, select

from catalogues.filing_types.words import PartKind
from kernel.bundles import object_of
from kernel.errors import Defect, Refusal
from kernel.exchange import DocumentRef, Made
from kernel.pdf.verification import Verification, verify
from services.signing.activities import Activities
from services.signing.contract import (
    CollectSignatures,
    OpenSigningSession,
    SignaturesCollected,
    SignaturesPart,
    VoidSignatures,
)
from services.signing.operations import examination
from services.signing.operations.examination import Examinations, Expected, Original, examine
from services.signing.store.acts import DocumentSignature
from services.signing.store.sessions import SigningSession
from tests.integration.signing.conftest import KINDS, Case, World
from tests.servers import as_owner


def collect(case: Case, window: int = 1) -> SignaturesCollected:
    request = CollectSignatures(application_no=case.application_no, window=window)
    return Activities(case.world.resources).collect_signatures(request)


def swap(case: Case, change: Callable[[bytes], bytes]) -> None:
    """As somebody would who owns the tables and may write to the store, with its keys."""
    with as_owner(case.world.resources.database) as connection, Session(connection) as session:
        row = _signature(session, case)
        reference = DocumentRef(kind=row.kind, key=row.object_key, sha256=row.sha256, sm3=row.sm3, pages=row.pages)
        changed = change(case.world.resources.exchange.collect_document(reference))
        [forged] = case.world.resources.exchange.deposit_documents(
            case.application_no, [Made(row.kind, changed, row.pages)]
        )
        row.object_key, row.sha256, row.sm3 = forged.key, forged.sha256, forged.sm3
        session.flush()


def _signature(session: Session, case: Case) -> DocumentSignature:
    number = f"{case.application_no}-S1"
    return session.exec(select(DocumentSignature).where(col(DocumentSignature.session_no) == number)).one()


def test_collected(world: World) -> None:
    """The part says who signed what, over which originals; the documents are the signed ones, in order."""
    case = world.case(kinds=KINDS)
    case.signed()
    collected = collect(case)
    part = world.resources.exchange.collect(collected.part, SignaturesPart, PartKind.SIGNATURES)
    assert [document.kind for document in collected.documents] == list(KINDS)
    assert [(d.original_sha256, d.original_sm3, d.pages) for d in part.documents] == [
        (d.sha256, d.sm3, d.pages) for d in case.request.documents
    ]
    assert [d.signed_sha256 for d in part.documents] == [d.sha256 for d in collected.documents]
    assert all(document.valid for document in part.documents)
    (signer,) = part.signers
    assert (signer.person_ref, signer.role, signer.name) == ("operator", "operator", "张晓禾")
    assert signer.signed_at == part.completed_at == collected.signed_at


def test_collected_again(world: World) -> None:
    """Asking again gives the same references."""
    case = world.case()
    case.signed()
    assert collect(case) == collect(case)


def test_asked_for_the_proven_time(world: World) -> None:
    """Days later the one-day certificate has ended, so a signature is judged at the time its stamp proves."""
    case = world.case()
    case.signed()
    pdf = case.get("/documents/premises_commitment").content
    roots = world.resources.authority.roots()
    later = verify(pdf, roots, moment=world.clock.now() + timedelta(days=6))
    assert [problem.code for problem in later.problems] == ["expired"]
    content = world.documents["premises_commitment"]
    (document,) = case.request.documents
    original = Original(document.kind, document.sha256, document.sm3, document.pages, content)
    (signature,) = later.signatures
    at = signature.timestamped_at
    assert at is not None
    serial = signature.certificate_serial
    examine(original, pdf, roots, [Expected(serial, at)], Examinations())
    with pytest.raises(Defect, match="time"):
        examine(original, pdf, roots, [Expected(serial, at + timedelta(seconds=1))], Examinations())


def test_examined_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bytes that this process signed itself are taken over without being examined; where that is not known, as
    after a restart, they are, and once only."""
    asked: list[int] = []

    def counted(pdf: bytes, roots: Sequence[bytes], *, as_stamped: bool) -> Verification:
        asked.append(len(pdf))
        return verify(pdf, roots, as_stamped=as_stamped)

    monkeypatch.setattr(examination, "verify", counted)
    case = world.case()
    case.signed()
    collect(case)
    assert asked == []
    world.resources.examinations._found.clear()
    collect(case)
    assert len(asked) == 1
    collect(case)
    assert len(asked) == 1


def test_nobody_signed(world: World) -> None:
    """Before signing the refusal says who is missing, by role and not by name."""
    with pytest.raises(Refusal) as refused:
        collect(world.case("张晓禾"))
    (finding,) = refused.value.findings
    assert (refused.value.code, finding.pointer) == ("signing.incomplete", "/signers/0")
    assert "经营者" in finding.zh and "张晓禾" not in finding.zh


def test_stored_byte_flipped(world: World) -> None:
    """A byte flipped in the object store is found."""
    case = world.case()
    case.signed()
    bucket = world.resources.exchange._bucket
    with world.resources.database.transaction() as session:
        key = object_of(_signature(session, case).object_key)
    encrypted = bytearray(world.resources.exchange._store.get(bucket, key))
    encrypted[len(encrypted) // 2] ^= 1
    world.resources.exchange._store.put(bucket, key, bytes(encrypted))
    with pytest.raises(Defect) as found:
        collect(case)
    assert found.value.code == "keyring.tampered"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.75, 0.97])
def test_byte_flipped_under_the_signature(world: World, share: float) -> None:
    """A byte flipped by somebody who can rewrite store and database is found by the signature itself."""
    case = world.case()
    case.signed()
    original = len(world.documents["premises_commitment"])

    def flip(pdf: bytes) -> bytes:
        changed = bytearray(pdf)
        changed[int(original * share)] ^= 1
        return bytes(changed)

    swap(case, flip)
    with pytest.raises(Defect) as found:
        collect(case)
    assert found.value.code == "signing.document_altered"


def test_signature_flipped(world: World) -> None:
    """A byte flipped in what signing added is found too."""
    case = world.case()
    case.signed()
    original = len(world.documents["premises_commitment"])

    def flip(pdf: bytes) -> bytes:
        start = pdf.index(b"/Contents <", original) + 2000
        changed = bytearray(pdf)
        changed[start] = ord("0") if changed[start] != ord("0") else ord("1")
        return bytes(changed)

    swap(case, flip)
    with pytest.raises(Defect) as found:
        collect(case)
    assert found.value.code == "signing.document_altered"


def test_page_added(world: World) -> None:
    """A page added by an increment, which leaves every signed byte as it was, is found."""
    case = world.case()
    case.signed()

    def add_page(pdf: bytes) -> bytes:
        writer = IncrementalPdfFileWriter.from_reader(PdfFileReader(BytesIO(pdf)))
        words = writer.add_object(StreamObject(stream_data=b"0 0 100 100 re f"))
        writer.insert_page(PageObject(contents=words, media_box=(0, 0, 595, 842)))
        output = BytesIO()
        writer.write(output)
        return output.getvalue()

    swap(case, add_page)
    with pytest.raises(Defect) as found:
        collect(case)
    assert found.value.code == "signing.document_altered"


def test_another_original(world: World) -> None:
    """A document signed in due form, but over another original, is not taken for this one."""
    case, other = world.case(), world.case(kinds=("name_notice",))
    case.signed()
    other.signed()
    foreign = other.get("/documents/name_notice").content
    swap(case, lambda _: foreign)
    with pytest.raises(Defect, match="not an increment of the original"):
        collect(case)


def test_void(world: World) -> None:
    """Void signatures are not collected; the signed file can still be read and says that it is void."""
    case = world.case()
    case.signed()
    request = VoidSignatures(application_no=case.application_no, window=1, reason="corrected")
    assert Activities(world.resources).void_signatures(request).voided
    assert Activities(world.resources).void_signatures(request).voided
    with pytest.raises(Refusal) as refused:
        collect(case)
    assert refused.value.code == "signing.session_void"
    assert case.get().json()["state"] == "void"
    assert case.get("/documents").json()["documents"][0]["signatures"][0]["valid"] is False
    assert case.get("/documents/premises_commitment").content.startswith(b"%PDF")


def test_nothing_to_void(world: World) -> None:
    """A window that never had a session has nothing to make void."""
    request = VoidSignatures(application_no="14021301202611229999999", window=3, reason="lapsed")
    assert not Activities(world.resources).void_signatures(request).voided


def test_opened_once(world: World) -> None:
    """The same window opened eight times at once is one session with one set of documents."""
    case = world.case(kinds=KINDS)
    request = case.request.model_copy(update={"window": 2})
    with ThreadPoolExecutor(8) as workers:
        opened = set(workers.map(lambda _: Activities(world.resources).open_session(request).session_no, range(8)))
    assert opened == {f"{case.application_no}-S2"}
    assert len(case.get("/documents").json()["documents"]) == 5


def test_new_window(world: World) -> None:
    """A reopened window is a new session, unsigned; the old one is void, also for a phone that holds it."""
    case = world.case()
    phone = case.phone()
    Activities(world.resources).open_session(case.request.model_copy(update={"window": 2}))
    assert phone.document("premises_commitment").json()["code"] == "signing.session_void"
    table = case.get().json()
    assert (table["window"], table["state"], table["signers"][0]["status"]) == (2, "open", "未签名")
    with world.resources.database.transaction() as session:
        old = session.get_one(SigningSession, f"{case.application_no}-S1")
    assert old.void_reason == "superseded"
    case.signed()
    assert collect(case, window=2).documents


def test_unknown_document(world: World) -> None:
    """A document that nobody knows where to sign is our defect and opens nothing."""
    case = world.case()
    (document,) = case.request.documents
    wrong = document.model_copy(update={"kind": "shopping_list"})
    request: OpenSigningSession = case.request.model_copy(update={"window": 2, "documents": (wrong,)})
    with pytest.raises(Defect) as found:
        Activities(world.resources).open_session(request)
    assert found.value.code == "signing.unknown_document"
    assert case.get().json()["window"] == 1
