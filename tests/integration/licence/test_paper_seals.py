"""The authority's seal on papers of the approval service, and on nothing else."""

from __future__ import annotations

import base64
import os
from copy import copy
from dataclasses import replace
from io import BytesIO

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from kernel.authors import Authors, pinned, private_key, public_key
from kernel.errors import Refusal
from kernel.pdf.verification import verify
from kernel.seal_orders import ORDER, PATH, order_of, read, written
from services.licence.operations.paper_seals import seal_papers
from tests.fixtures.documents import preview
from tests.fixtures.services.keys import KEY, PART_AUTHORS
from tests.integration.licence.conftest import AUTHORITY, World

BOX = (349.0, 70.0, 469.0, 190.0)
NUMBER = "14021301202611220000017"
NAME = "大同市平城区市场监督管理局"
APPROVAL = Authors("approval", private_key(KEY), pinned(PART_AUTHORS))


@pytest.fixture(scope="module")
def paper(world: World) -> bytes:
    return preview.pdf(world.resources.typesetter, "extension_notice", preview.sample("extension_notice"))


def ordered(paper: bytes, author: Authors = APPROVAL, kind: str = ORDER) -> str:
    return author.say(kind, order_of(NUMBER, (AUTHORITY, NAME), [(paper, BOX)]))


def test_a_sealed_paper_verifies_against_the_authority(world: World, paper: bytes) -> None:
    """Signed by the authority's certificate, time-stamped, closed to every change, and visible on the last page."""
    answer = world.client.post(PATH, json={"order": ordered(paper), "papers": [written(paper)]})
    assert answer.status_code == 200, answer.text
    [sealed] = [read(each) for each in answer.json()["papers"]]
    assert sealed.startswith(paper[:-1])
    found = verify(sealed, world.resources.seals.roots())
    [seal] = found.signatures
    assert seal.ok and seal.covers_whole_document and seal.timestamped_at is not None
    assert NAME in seal.signer
    field = PdfFileReader(BytesIO(sealed)).root["/AcroForm"]["/Fields"][0]
    assert [round(float(edge)) for edge in field["/Rect"]] == [349, 70, 469, 190]
    broken = bytearray(sealed)
    broken[len(paper) // 2] ^= 1
    assert not all(each.ok for each in verify(bytes(broken), world.resources.seals.roots()).signatures)


def test_only_what_the_approval_service_ordered(world: World, paper: bytes) -> None:
    """Neither another paper under its order, nor an order by another key, nor another of its words as an order."""
    key = base64.b64encode(os.urandom(32)).decode()
    stranger = Authors("approval", private_key(key), pinned(f"approval:{public_key(key)}"))
    other = paper.replace(b"%PDF-1.7", b"%PDF-1.6")
    for order, papers in (
        (ordered(paper), [other]),
        (ordered(paper), [paper, paper]),
        (ordered(paper, stranger), [paper]),
        (ordered(paper, kind="part"), [paper]),
        ("a.b.c", [paper]),
    ):
        answer = world.client.post(PATH, json={"order": order, "papers": [written(each) for each in papers]})
        assert (answer.status_code, answer.json()["code"]) == (404, "seal_order.not_found")


def test_the_archive_has_its_letters_sealed(world: World, paper: bytes) -> None:
    """Each service has a key of its own: what the archive orders is sealed, what one without papers orders is not."""
    keys = {name: base64.b64encode(os.urandom(32)).decode() for name in ("approval", "archive", "naming")}
    known = pinned(",".join(f"{name}:{public_key(key)}" for name, key in keys.items()))
    exchange = copy(world.resources.exchange)
    exchange.authors = Authors("licence", None, known)
    keeper = replace(world.resources, exchange=exchange)
    orders = {name: ordered(paper, Authors(name, private_key(key), known)) for name, key in keys.items()}
    for name in ("approval", "archive"):
        [sealed] = seal_papers(keeper, orders[name], [paper])
        assert sealed.startswith(paper[:-1])
    with pytest.raises(Refusal, match=r"seal_order\.not_found"):
        seal_papers(keeper, orders["naming"], [paper])


def test_a_paper_that_is_no_base64_is_refused_at_its_field(world: World, paper: bytes) -> None:
    answer = world.client.post(PATH, json={"order": ordered(paper), "papers": ["A"]})
    assert answer.status_code == 422 and answer.json()["errors"][0]["pointer"] == "/papers"
