"""Files that may be attached, and files that must not harm."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from catalogues import upload_limits
from kernel.errors import Refusal
from services.filing.domain.attachments import AttachmentKind, Kept, media_type_of, picture_of, refuse_same
from tests.fixtures.pictures import ordinary
from tests.fixtures.wrong_pictures import changed

PHOTO, PROOF = AttachmentKind.PHOTO, AttachmentKind.PREMISES_PROOF


def image(kind: str, size: tuple[int, int] = (420, 588), mode: str = "RGB") -> bytes:
    """A portrait in another format."""
    out = io.BytesIO()
    Image.open(io.BytesIO(ordinary("photo"))).resize(size).convert(mode).save(out, kind)
    return out.getvalue()


def kept_of(kind: AttachmentKind, content: bytes) -> Kept:
    media_type_of(kind, content)
    return picture_of(kind, content)


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_claiming(width: int, height: int) -> bytes:
    """A small file that says it is large."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(("format", "found"), [("JPEG", "image/jpeg"), ("PNG", "image/png")])
def test_pictures_are_known_by_content(format: str, found: str) -> None:
    """JPG and PNG are accepted for what they hold; JPG is what is kept of both."""
    assert media_type_of(PHOTO, image(format)) == found
    assert kept_of(PHOTO, image(format)).media_type == "image/jpeg"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"hello", "wrong_type"),
        (b"\0" * 4000, "wrong_type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "wrong_type"),
        (b"<html><script>alert(1)</script></html>", "wrong_type"),
        (b"MZ" + b"\0" * 200, "wrong_type"),
        (image("GIF"), "wrong_type"),
        (image("BMP"), "wrong_type"),
        (image("WEBP"), "wrong_type"),
        (image("TIFF"), "wrong_type"),
        (b"%PDF-1.7\n%%EOF", "wrong_type"),
        (b"\xef\xbb\xbf%PDF-1.7\n%%EOF", "wrong_type"),
        (image("PNG")[:-36], "unreadable"),
        (image("JPEG")[:300], "unreadable"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 500, "unreadable"),
        (png_claiming(60_000, 60_000), "too_many_pixels"),
        (png_claiming(2**31 - 1, 2**31 - 1), "too_many_pixels"),
        (png_claiming(100, 100), "unreadable"),
        (image("PNG", (5, 5)), "too_few_pixels"),
        (image("PNG", (1, 1)), "too_few_pixels"),
        (image("PNG") + b"\0" * 12_000_001, "too_large"),
    ],
    ids=str,
)
def test_hostile_files(content: bytes, code: str) -> None:
    """Whatever is no readable picture is refused with a reason, and with what to do."""
    with pytest.raises(Refusal) as refused:
        kept_of(PHOTO, content)
    assert refused.value.code == f"filing.attachment_{code}"
    assert refused.value.status == 422
    (finding,) = refused.value.all_findings()
    assert finding.remedy_zh
    assert finding.remedy_en


def test_the_limit_is_named() -> None:
    """Who is told that a file is too large is told how large one may be, in both languages."""
    with pytest.raises(Refusal) as refused:
        kept_of(PHOTO, b"x" * (upload_limits.most_bytes() + 1))
    assert "12 MB" in refused.value.zh
    assert "12 MB" in refused.value.en


def test_bomb_is_refused_before_it_is_decoded() -> None:
    """A few kilobytes that would unfold to many megapixels are refused by their header."""
    side = 6000
    assert side * side > upload_limits.most_pixels("image/png")
    out = io.BytesIO()
    Image.new("1", (side, side)).save(out, "PNG")
    assert len(out.getvalue()) < 50_000
    with pytest.raises(Refusal, match="too_many_pixels"):
        kept_of(PHOTO, out.getvalue())


def test_pdf_only_for_the_premises() -> None:
    """A PDF is known as one where PDF is allowed, behind a byte order mark or blank lines too."""
    for before in (b"", b"\xef\xbb\xbf", b"\r\n  "):
        assert media_type_of(PROOF, before + b"%PDF-1.7\n%%EOF") == "application/pdf"
    with pytest.raises(Refusal, match="wrong_type"):
        media_type_of(PROOF, b"<html>%PDF-1.7")


@pytest.mark.parametrize("kind", list(AttachmentKind))
def test_phones_photographs_are_accepted(kind: AttachmentKind) -> None:
    """A picture of many megapixels is made smaller here, whatever it is of."""
    large = changed(ordinary(kind), lambda p: p.resize((3000, 3000 * p.height // p.width)))
    kept = kept_of(kind, large)
    assert max(Image.open(io.BytesIO(kept.content)).size) == upload_limits.of(kind).kept_side
    assert len(kept.content) < 400_000


@pytest.mark.parametrize("kind", list(AttachmentKind))
def test_what_is_kept_is_about_what_was_sent(kind: AttachmentKind) -> None:
    """An ordinary small picture does not grow by being kept."""
    assert len(kept_of(kind, ordinary(kind)).content) < 1.25 * len(ordinary(kind))


def test_a_picture_is_one_thing_only() -> None:
    """The same picture as another kind is refused, however it was saved; different ones are not."""
    kinds = [kind for kind in AttachmentKind if kind != AttachmentKind.FURTHER_PREMISES_PROOF]
    kept = {kind: kept_of(kind, ordinary(kind)) for kind in kinds}
    for kind, one in kept.items():
        refuse_same(kind, one.look, ((other, two.look) for other, two in kept.items() if other != kind))
    smaller = changed(ordinary("id_card_front"), lambda p: p.resize((700, 442)))
    again = kept_of(AttachmentKind.ID_CARD_BACK, smaller)
    with pytest.raises(Refusal, match="same_picture") as refused:
        refuse_same(
            AttachmentKind.ID_CARD_BACK, again.look, [("id_card_front", kept[AttachmentKind.ID_CARD_FRONT].look)]
        )
    assert "人像面" in refused.value.zh


def test_pictures_of_the_release_before_have_no_look() -> None:
    """What was uploaded before is compared with nothing."""
    refuse_same(PHOTO, kept_of(PHOTO, ordinary("photo")).look, [("id_card_front", None)])


def test_proofs_of_several_places_may_look_alike() -> None:
    """Leases on one form do, and one paper may prove several places."""
    look = picture_of(AttachmentKind.PREMISES_PROOF, ordinary("premises_proof")).look
    refuse_same(AttachmentKind.FURTHER_PREMISES_PROOF, look, [(AttachmentKind.PREMISES_PROOF, look)])
    with pytest.raises(Refusal):
        refuse_same(AttachmentKind.HOUSEHOLD_BOOK, look, [(AttachmentKind.PREMISES_PROOF, look)])
