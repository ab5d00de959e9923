"""A file that cannot be read is refused in plain words, whatever is wrong with it."""

from __future__ import annotations

from io import BytesIO

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter

from kernel.errors import Refusal
from kernel.pdf.reading import page_count
from kernel.pdf.signing import SignatureField, prepare_fields
from kernel.pdf.verification import verify


def pdf(pages: int = 1, password: str | None = None) -> bytes:
    writer = PdfFileWriter()
    a4 = generic.ArrayObject(map(generic.NumberObject, (0, 0, 595, 842)))
    for _ in range(pages):
        contents = writer.add_object(generic.StreamObject(stream_data=b"0 0 m"))
        writer.insert_page(PageObject(contents=contents, media_box=a4))
    if password:
        writer.encrypt(password)
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


HOSTILE = {
    "empty": b"",
    "text": "营业执照".encode(),
    "header only": b"%PDF-1.7\n",
    "cut short": pdf()[:-200],
    "loop": b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer<</Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF\n",
    "no root": b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer<</Size 1>>\nstartxref\n9\n%%EOF\n",
    "deep": b"%PDF-1.7\n1 0 obj\n" + b"[" * 100_000 + b"\nxref\n0 2\n0000000000 65535 f \n0000000009 00000 n \n"
    b"trailer<</Root 1 0 R>>\nstartxref\n100018\n%%EOF\n",
    "encrypted": pdf(password="secret"),
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_refuses_what_cannot_be_read(content: bytes) -> None:
    """Counting, preparing and verifying all refuse it, and none fails in another way."""
    for use in (page_count, lambda it: prepare_fields(it, [SignatureField("a")]), lambda it: verify(it, [])):
        with pytest.raises(Refusal) as caught:
            use(content)
        assert caught.value.code == "pdf.unreadable"


def test_says_that_a_file_is_encrypted() -> None:
    """The applicant learns what to do about it."""
    with pytest.raises(Refusal) as caught:
        page_count(HOSTILE["encrypted"])
    assert "加密" in caught.value.zh
    assert "encrypted" in caught.value.en


@pytest.mark.parametrize("pages", [1, 3])
def test_counts_pages(pages: int) -> None:
    """As many as were put in."""
    assert page_count(pdf(pages)) == pages


def test_an_unsigned_document_is_not_in_order() -> None:
    """Without a signature there is nothing to trust, and the verification says so."""
    verification = verify(pdf(), [])
    assert not verification.ok
    assert not verification.covers_whole_document
    assert [problem.code for problem in verification.problems] == ["unsigned"]
