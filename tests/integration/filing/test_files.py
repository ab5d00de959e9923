"""Attached files and made documents on a real object store."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from PIL import Image
from pyhanko.pdf_utils.reader import PdfFileReader

from kernel.errors import Outage
from tests.integration.filing.conftest import Filing, picture
from tests.servers import RunningObjectStore


def _attached(filing: Filing, no: str) -> list[str]:
    return [a["kind"] for a in filing.get(f"/applications/{no}").json()["attachments"]]


def test_file_comes_back_as_it_was(filing: Filing) -> None:
    """The bytes that were uploaded are the bytes that are shown."""
    no = filing.open()
    stored = filing.attach(no, "photo", picture("photo"))
    assert stored.json()["media_type"] == "image/jpeg"
    shown = filing.get(f"/applications/{no}/attachments/photo")
    assert (shown.content, shown.headers["Content-Type"]) == (picture("photo"), "image/jpeg")


def test_store_holds_no_readable_file(filing: Filing, object_store: RunningObjectStore) -> None:
    """In the object store a file is ciphertext under a key that names nobody and nothing."""
    no = filing.open()
    filing.attach(no, "id_card_front", picture("id_card_front"))
    (key,) = filing.rows("SELECT object_key FROM filing.attachment")[0]
    raw = filing.resources.attachments._store.get(object_store.exchange_bucket, key)
    assert key.startswith(f"attachments/{no}/")
    assert b"JFIF" not in raw
    assert picture("id_card_front")[:64] not in raw


def test_later_file_replaces_the_earlier(filing: Filing) -> None:
    """There is one file of a kind."""
    no = filing.open()
    filing.attach(no, "photo", picture("photo"))
    filing.attach(no, "photo", picture("id_card_back"))
    assert filing.get(f"/applications/{no}/attachments/photo").content == picture("id_card_back")
    assert _attached(filing, no) == ["photo"]


def test_same_file_again_changes_nothing(filing: Filing) -> None:
    """A repeated upload leaves the previewed documents current."""
    no = filing.open()
    filing.attach(no, "photo", picture("photo"))
    before = filing.rows("SELECT content_version FROM filing.application")
    filing.attach(no, "photo", picture("photo"))
    assert filing.rows("SELECT content_version FROM filing.application") == before


def test_removed_file_is_gone(filing: Filing) -> None:
    """Removing forgets the file's key; removing again finds nothing."""
    no = filing.open()
    filing.attach(no, "photo", picture("photo"))
    url = f"/applications/{no}/attachments/photo"
    assert filing.client.delete(url, headers=filing.headers()).status_code == 204
    assert filing.get(url).json()["code"] == "filing.attachment_not_found"
    assert filing.client.delete(url, headers=filing.headers()).status_code == 404
    assert filing.rows("SELECT * FROM filing.attachment") == []


@pytest.mark.parametrize(
    ("kind", "content", "status"),
    [
        ("photo", b"", 422),
        ("photo", b"<html>", 422),
        ("photo", b"%PDF-1.7", 422),
        ("photo", b"\x89PNG\r\n\x1a\n", 422),
        ("photo", picture("photo") + b"\0" * 2_000_000, 422),
        ("premises_proof", b"\xff\xd8\xff" + b"\0" * 7_000_000, 413),
        ("passport", b"x", 422),
        ("photo%00", b"x", 422),
        ("..%2f..%2fetc%2fpasswd", b"x", 404),
        ("photo.php", b"x", 422),
    ],
)
def test_hostile_uploads(filing: Filing, kind: str, content: bytes, status: int) -> None:
    """Hostile files and kinds are refused; nothing is kept."""
    no = filing.open()
    answer = filing.attach(no, kind, content)
    assert answer.status_code == status, answer.text
    assert _attached(filing, no) == []


def test_json_body_is_just_bytes(filing: Filing) -> None:
    """The declared content type does not matter: the content decides."""
    no = filing.open()
    headers = filing.headers() | {"Content-Type": "application/json"}
    url = f"/applications/{no}/attachments/photo"
    assert filing.client.put(url, content=picture("photo"), headers=headers).status_code == 200
    assert filing.client.put(url, content=b"{}", headers=headers).json()["code"] == "filing.attachment_wrong_type"


def test_unreachable_store_is_an_outage(filing: Filing, object_store: RunningObjectStore) -> None:
    """While the object store is down, uploads answer 503 and nothing is kept."""
    no = filing.open()
    with object_store.down():
        answer = filing.attach(no, "photo", picture("photo"))
    assert answer.status_code == 503
    assert _attached(filing, no) == []
    assert filing.attach(no, "photo", picture("photo")).status_code == 200


def test_documents_can_be_read(filing: Filing) -> None:
    """Every made document is listed with title, pages and digest, and comes as that PDF."""
    no = filing.filled()
    assert filing.get(f"/applications/{no}/documents").json()["code"] == "filing.documents_not_found"
    filing.lock(no)
    filing.prepare(no)
    listed = filing.get(f"/applications/{no}/documents").json()
    assert listed["documents"][0]["title"] == "个体工商户登记（备案）申请书"
    assert listed["current"] is True
    for document in listed["documents"]:
        shown = filing.get(f"/applications/{no}/documents/{document['kind']}")
        assert shown.headers["Content-Type"] == "application/pdf"
        assert PdfFileReader(io.BytesIO(shown.content)).root["/Pages"]["/Count"] == document["pages"]
    assert filing.get(f"/applications/{no}/documents/licence").status_code == 422


def test_rare_characters_are_printed(filing: Filing) -> None:
    """A name outside the basic plane gets its documents."""
    no = filing.filled(operator={"name": "𠮷㛃䶮"})
    filing.lock(no)
    assert len(filing.prepare(no).documents) == 5


def test_large_photographs_are_printed_small(filing: Filing) -> None:
    """A camera's picture makes no camera-sized document."""
    no = filing.filled()
    out = io.BytesIO()
    Image.effect_noise((4000, 3000), 60).convert("RGB").resize((2400, 1800)).save(out, "JPEG", quality=60)
    assert 1_000_000 < len(out.getvalue()) < 5_000_000
    assert filing.attach(no, "id_card_front", out.getvalue()).status_code == 200
    filing.insist(no, "id_card_front")
    filing.lock(no)
    filing.prepare(no)
    assert len(filing.get(f"/applications/{no}/documents/identity_document").content) < 2_000_000


def test_pdf_proof_travels_inside_the_commitment(filing: Filing) -> None:
    """A lease as PDF is enclosed in the signed commitment, to the byte."""
    no = filing.filled()
    filing.lock(no)
    filing.prepare(no)
    lease = filing.get(f"/applications/{no}/documents/name_notice").content
    assert filing.attach(no, "premises_proof", lease).json()["media_type"] == "application/pdf"
    filing.insist(no, "premises_proof")
    filing.prepare(no, 2)
    commitment = filing.get(f"/applications/{no}/documents/premises_commitment").content
    names = PdfFileReader(io.BytesIO(commitment)).root["/Names"]["/EmbeddedFiles"]["/Names"]
    enclosed = names[1].get_object()["/EF"]["/F"].get_object().data
    assert enclosed == lease


def test_deleted_application_makes_no_documents(filing: Filing) -> None:
    """A step that arrives after deletion is refused."""
    from kernel.errors import Refusal

    no = filing.filled()
    filing.lock(no)
    filing.client.delete(f"/applications/{no}", headers=filing.headers())
    with pytest.raises(Refusal, match=r"filing\.application\.not_found"):
        filing.prepare(no)


def test_store_down_while_preparing_is_tried_again(filing: Filing, object_store: RunningObjectStore) -> None:
    """An outage in the middle leaves the stage as it was; the second attempt gives every document."""
    no = filing.filled()
    filing.lock(no)
    entries = filing.entries(no, "INFO_READY")
    with object_store.down(), pytest.raises(Outage):
        filing.prepare(no, entries=entries)
    assert filing.get(f"/applications/{no}").json()["stage"] == "OPERATOR_LOCKED"
    filing.clock.advance(timedelta(minutes=1))
    assert len(filing.prepare(no, entries=entries).documents) == 5
    assert filing.get(f"/applications/{no}").json()["stage"] == "INFO_READY"
