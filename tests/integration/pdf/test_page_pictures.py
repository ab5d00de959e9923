"""A PDF from a stranger is drawn in a process of its own; what acts, hides or cannot be opened is refused."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

from kernel.errors import Refusal
from kernel.pdf.page_pictures import page_pictures
from kernel.pdf.picture_book import picture_book, pictures_in
from tests.fixtures.pictures import ordinary

BOOK = picture_book([ordinary("premises_proof"), ordinary("id_card_front")])


def drawn(content: bytes, *, most_pages: int = 30, side: int = 1240, seconds: int = 20) -> list[bytes]:
    return page_pictures(content, most_pages=most_pages, side=side, seconds=seconds)


def with_catalogue(entry: bytes) -> bytes:
    """The book with something more in its catalogue."""
    return BOOK.replace(b"/Type /Catalog", b"/Type /Catalog " + entry)


def encrypted(owner: str, user: str) -> bytes:
    writer, out = copy_into_new_writer(PdfFileReader(io.BytesIO(BOOK))), io.BytesIO()
    writer.encrypt(owner, user)
    writer.write(out)
    return out.getvalue()


def test_each_page_is_a_picture() -> None:
    """As many pictures as pages, none larger than asked for."""
    sizes = [Image.open(io.BytesIO(page)).size for page in drawn(BOOK)]
    assert sizes == [(877, 1240), (1240, 782)]


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + BOOK,
        b"\r\n \r\n" + BOOK,
        encrypted("secret", ""),
        with_catalogue(b"/OpenAction [3 0 R /Fit]"),
        with_catalogue(b"/OpenAction << /S /GoTo /D [3 0 R /Fit] >>"),
        BOOK + b"\n" * 50,
        BOOK.replace(b"startxref", b"startxxxx"),
    ],
    ids=["byte order mark", "blank lines", "owner password", "opens at a page", "goes to a page", "tail", "no index"],
)
def test_harmless_oddities_are_read(content: bytes) -> None:
    """What every reader opens without a question is opened here, too."""
    assert len(drawn(content)) == 2


_SUBMIT = b"/AcroForm << /Fields [<< /A << /S /SubmitForm /F (https://example.com) >> >>] >>"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (with_catalogue(b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), "scripts"),
        (with_catalogue(b"/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (x) >>] >> >>"), "scripts"),
        (with_catalogue(b"/AA << /WC << /S /JavaScript /JS (x) >> >>"), "scripts"),
        (with_catalogue(b"/OpenAction << /S /#4aavaScript /J#53 (x) >>"), "scripts"),
        (with_catalogue(b"/OpenAction << /S /Launch /F (cmd.exe) >>"), "actions"),
        (with_catalogue(b"/OpenAction << /S /URI /URI (https://example.com) >>"), "actions"),
        (with_catalogue(_SUBMIT), "actions"),
        (with_catalogue(b"/Names << /EmbeddedFiles << /Names [] >> >>"), "embedded"),
        (with_catalogue(b"/AcroForm << /XFA (x) /Fields [] >>"), "xfa"),
        (picture_book([]), "no_pages"),
        (encrypted("secret", "user"), "password"),
        (b"%PDF-1.7\n%%EOF", "unreadable"),
        (BOOK[:2000], "unreadable"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_true_reason_is_told(content: bytes, reason: str) -> None:
    """Scripts, actions, embedded files, dynamic forms, passwords, no pages, damage: each by its name."""
    with pytest.raises(Refusal) as refused:
        drawn(content)
    assert refused.value.code == f"filing.attachment_pdf_{reason}"
    (finding,) = refused.value.all_findings()
    assert finding.remedy_zh
    assert finding.remedy_en


def test_too_many_pages() -> None:
    """The limit is named."""
    with pytest.raises(Refusal) as refused:
        drawn(picture_book([ordinary("photo")] * 4), most_pages=3)
    assert "3 页" in refused.value.zh


def test_endless_pages_are_given_up() -> None:
    """A document that takes longer than it may ends with its process, and the reason is told."""
    with pytest.raises(Refusal, match="too_slow"):
        drawn(picture_book([ordinary("premises_proof")] * 30), side=5000, seconds=1)


def test_a_book_holds_its_pictures() -> None:
    """What is bound comes out to the byte, and the book holds nothing that could act."""
    assert pictures_in(BOOK) == [ordinary("premises_proof"), ordinary("id_card_front")]
    assert PdfFileReader(io.BytesIO(BOOK)).root["/Pages"]["/Count"] == 2
    assert pictures_in(picture_book(drawn(BOOK))) == drawn(BOOK)
