"""Who sees which class of document, and what codes and numbers of copies look like."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogues.archive_classes import Reader, may_see, of_kind
from catalogues.filing_types.words import DocumentKind
from services.archive.domain.arrangement import FILING_RECORD, INVENTORY
from services.archive.domain.copies import CODE, COPY_NO, code_of, copy_no, divided, normal_code

KINDS = (*DocumentKind, FILING_RECORD, INVENTORY)


@dataclass(frozen=True)
class Document:
    number: int
    kind: str


def test_every_kind_of_document_has_a_class() -> None:
    """None is a state secret; one that nobody named is what papers are that people hand in."""
    assert {of_kind(kind).key for kind in KINDS} == {"public", "internal", "personal", "commercial_secret"}
    assert of_kind("a_paper_of_tomorrow").key == "personal"


@pytest.mark.parametrize(
    ("reader", "hidden"),
    [
        (Reader.ARCHIVIST, set()),
        (Reader.ORGAN, set()),
        (Reader.HOLDER, {"countersignatures", "revocation_record"}),
        (
            Reader.LAWYER,
            {"countersignatures", "revocation_record", "charter", "cooperative_charter"}
            | {"partnership_agreement", "founding_minutes", "shareholders_resolution"},
        ),
    ],
)
def test_the_class_decides_who_sees_it(reader: Reader, hidden: set[str]) -> None:
    """What is internal stays inside, and a commercial secret with its holder and organs."""
    assert {str(kind) for kind in KINDS if not may_see(reader, kind)} == hidden


def test_a_copy_leaves_out_what_its_reader_may_not_see() -> None:
    """Of what was wanted, and of everything where nothing was said."""
    volume = [Document(0, INVENTORY), Document(1, "application_form"), Document(2, "countersignatures")]
    assert divided(volume, Reader.HOLDER) == (volume[:2], volume[2:])
    assert divided(volume, Reader.HOLDER, [2]) == ([], volume[2:])
    assert divided(volume, Reader.ORGAN, [2, 1]) == (volume[1:], [])


@given(st.binary(min_size=32, max_size=32))
def test_a_code_is_found_however_it_is_typed(keyed: bytes) -> None:
    """Small letters, blanks instead of hyphens, and O, I and L for the digits they look like."""
    code = code_of(keyed.hex())
    assert re.fullmatch(CODE, code)
    assert normal_code(code.lower().replace("-", " ").replace("0", "o").replace("1", "l")) == code


@pytest.mark.parametrize("typed", ["", "7K3M-9QX2-T4VB", "7K3M-9QX2-T4VB-01ZU", "7K3M-9QX2-T4VB-01ZD-9"])
def test_what_is_no_code_is_none(typed: str) -> None:
    """Too short, too long, or with a letter that no code has."""
    assert normal_code(typed) is None


def test_the_same_request_has_the_same_number() -> None:
    """Another request, or another person's, another one."""
    numbers = {copy_no("14021300A000010-20220222", who, request) for who in "ab" for request in ("first", "second")}
    assert len(numbers) == 4 and all(re.fullmatch(COPY_NO, number) for number in numbers)
    assert copy_no("14021300A000010-20220222", "a", "first") in numbers
