"""Attached files and made documents on a real object store."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image
from pyhanko.pdf_utils.reader import PdfFileReader

from kernel.counters import Work, counted
from kernel.errors import Outage
from kernel.pdf.picture_book import picture_book, pictures_in
from kernel.stored import check_slice
from services.filing.domain.attachments import AttachmentKind, picture_of
from services.filing.operations import stored
from tests.fixtures.wrong_pictures import noise, on_a_table, unusable
from tests.integration.filing.conftest import Filing, picture
from tests.servers import RunningObjectStore


def _attached(filing: Filing, no: str) -> list[str]:
    return [a["kind"] for a in filing.get(f"/applications/{no}").json()["attachments"]]


def _kept(kind: str) -> bytes:
    """What is kept of the ordinary picture of a kind."""
    return picture_of(AttachmentKind(kind), picture(kind)).content


def test_picture_comes_back_as_it_is_kept(filing: Filing) -> None:
    """What is shown is what is kept and printed: the pixels that were uploaded, and nothing else of the file."""
    no = filing.open()
    stored = filing.attach(no, "photo", picture("photo"))
    assert stored.json()["media_type"] == "image/jpeg"
    shown = filing.get(f"/applications/{no}/attachments/photo")
    assert (shown.content, shown.headers["Content-Type"]) == (_kept("photo"), "image/jpeg")


def test_store_holds_no_readable_file(filing: Filing, object_store: RunningObjectStore) -> None:
    """In the object store a file is ciphertext under a key that names nobody and nothing."""
    no = filing.open()
    filing.attach(no, "id_card_front", picture("id_card_front"))
    (key,) = filing.rows("SELECT object_key FROM filing.attachment")[0]
    raw = filing.resources.attachments._store.get(object_store.exchange_bucket, key)
    assert key.startswith(f"filing/attachments/{no}/")
    assert b"JFIF" not in raw
    assert _kept("id_card_front")[:64] not in raw


def test_read_again_without_asking(filing: Filing) -> None:
    """What was attached a moment ago is not fetched again, neither to be shown nor to be set in a document."""
    no = filing.open()
    filing.attach(no, "photo", picture("photo"))
    before = counted()[Work.OBJECT_READ]
    assert filing.get(f"/applications/{no}/attachments/photo").content == _kept("photo")
    assert counted()[Work.OBJECT_READ] == before


def test_later_file_replaces_the_earlier(filing: Filing) -> None:
    """There is one file of a kind."""
    no = filing.open()
    filing.attach(no, "premises_proof", picture("household_book"))
    filing.attach(no, "premises_proof", picture("premises_proof"))
    assert filing.get(f"/applications/{no}/attachments/premises_proof").content == _kept("premises_proof")
    assert _attached(filing, no) == ["premises_proof"]


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
        ("photo", unusable("photo")["white"], 422),
        ("id_card_front", unusable("id_card_front")["upside down"], 422),
        ("premises_proof", unusable("premises_proof")["blurred"], 422),
        ("premises_proof", picture_book([picture("premises_proof")] * 31), 422),
        ("premises_proof", picture_book([unusable("premises_proof")["white"]]), 422),
        ("premises_proof", b"\xff\xd8\xff" + b"\0" * 13_000_000, 413),
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
    large = Image.open(io.BytesIO(on_a_table(picture("id_card_front")))).resize((3000, 4000))
    Image.blend(large, noise(large.size), 0.1).save(out, "JPEG", quality=90)
    assert 3_000_000 < len(out.getvalue()) < 12_000_000
    assert filing.attach(no, "id_card_front", out.getvalue()).status_code == 200
    filing.insist(no, "id_card_front")
    filing.lock(no)
    filing.prepare(no)
    assert len(filing.get(f"/applications/{no}/documents/identity_document").content) < 2_000_000


def test_pdf_proof_travels_inside_the_commitment(filing: Filing) -> None:
    """A lease of several pages is enclosed in the signed commitment as it is kept: pictures of its pages."""
    no = filing.filled()
    filing.lock(no)
    lease = picture_book([picture("premises_proof"), picture("household_book")])
    assert filing.attach(no, "premises_proof", lease).json()["media_type"] == "application/pdf"
    shown = filing.get(f"/applications/{no}/attachments/premises_proof").content
    assert len(pictures_in(shown)) == 2
    filing.insist(no, "premises_proof")
    filing.prepare(no)
    commitment = filing.get(f"/applications/{no}/documents/premises_commitment").content
    names = PdfFileReader(io.BytesIO(commitment)).root["/Names"]["/EmbeddedFiles"]["/Names"]
    assert names[1].get_object()["/EF"]["/F"].get_object().data == shown


def test_pdf_of_one_page_is_kept_as_a_picture(filing: Filing) -> None:
    """A lease of one page is printed in the commitment, where everybody sees it."""
    no = filing.filled()
    lease = picture_book([picture("premises_proof")])
    assert filing.attach(no, "premises_proof", lease).json()["media_type"] == "image/jpeg"


def test_whatever_is_accepted_can_be_printed(filing: Filing) -> None:
    """No accepted file, however odd, keeps the documents from being made: palettes, inks of print shops, greys with
    broken metadata, a PDF that opens with a byte order mark."""
    no = filing.filled()
    odd = {
        "photo": _saved("photo", "P", "PNG"),
        "id_card_front": _saved("id_card_front", "L", "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff"),
        "id_card_back": _saved("id_card_back", "CMYK", "JPEG"),
        "premises_proof": b"\xef\xbb\xbf" + picture_book([picture("premises_proof")] * 2),
    }
    for kind, content in odd.items():
        assert filing.attach(no, kind, content).status_code == 200, kind
    filing.insist(no, *odd)
    filing.lock(no)
    assert len(filing.prepare(no).documents) == 5


def _saved(kind: str, mode: str, format: str, **options: Any) -> bytes:
    out = io.BytesIO()
    Image.open(io.BytesIO(picture(kind))).convert(mode).save(out, format, **options)
    return out.getvalue()


def test_one_picture_is_no_two_papers(filing: Filing) -> None:
    """Whoever uploads the front of the card as its back, or as the portrait, is told which picture it is."""
    no = filing.open()
    filing.attach(no, "id_card_front", picture("id_card_front"))
    for kind in ("id_card_back", "photo"):
        problem = filing.attach(no, kind, picture("id_card_front")).json()
        assert problem["code"] == "filing.attachment_same_picture"
        assert "人像面" in problem["detail"]
    assert _attached(filing, no) == ["id_card_front"]


def test_a_body_too_large_names_the_limit(filing: Filing) -> None:
    """Who sends more than is ever read learns how much that is."""
    problem = filing.attach(filing.open(), "photo", b"\xff\xd8\xff" + b"\0" * 13_000_000).json()
    assert "12 MB" in problem["detail"]
    assert "12 MB" in problem["detail_en"]


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


def test_what_is_stored_is_compared_with_what_was_left(filing: Filing) -> None:
    """Documents and attachments that were altered in the store or are gone are told, by the application's number."""
    no = filing.fixed()
    database, now = filing.resources.database, filing.resources.clock.now()
    documents, attachments = stored.keepings(filing.resources)
    every = timedelta(0)
    store, bucket = filing.resources.attachments._store, filing.resources.attachments._bucket
    for keeping, key in (
        (documents, filing.rows("SELECT split_part(object_key, '#', 1) FROM filing.document LIMIT 1")[0][0]),
        (attachments, filing.rows("SELECT object_key FROM filing.attachment LIMIT 1")[0][0]),
    ):
        place = filing.resources.exchange._bucket if keeping is documents else bucket
        whole = store.get(place, key)
        told = []
        for content in (whole, whole[:-1] + bytes([whole[-1] ^ 1]), whole):
            store.put(place, key, content)
            check_slice(database, "filing", keeping, now, every)
            told.append(filing.rows("SELECT subject FROM filing.log_finding WHERE gone_at IS NULL"))
        assert told[0] == told[2] == [] and told[1][0][0].startswith(f"{no}: ")
