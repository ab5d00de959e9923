"""What somebody signed on paper at the window is scanned, and takes the place of a signature on the phone."""

from __future__ import annotations

import io

import httpx
import pytest
from PIL import Image

from catalogues.filing_types.words import PartKind
from kernel.pdf.reading import page_count
from kernel.pdf.verification import verify
from services.signing.contract import SignaturesPart
from tests.fixtures.services.tokens import CLERK, at_the_window
from tests.integration.signing.conftest import Case, World
from tests.integration.signing.test_collecting import collect


def scan_of(pages: int) -> bytes:
    """A PDF as a scanner makes it: pictures only."""
    out = io.BytesIO()
    sheets = [Image.new("RGB", (620, 877), (250 - n, 250, 245)) for n in range(pages)]
    sheets[0].save(out, "PDF", save_all=True, append_images=sheets[1:])
    return out.getvalue()


def hand_in(
    case: Case, scan: bytes, headers: dict[str, str] | None = None, party: str = "", **clerk: str
) -> httpx.Response:
    headers = headers or at_the_window(case.world.key, case.subject, **clerk)
    path = f"/sessions/{case.application_no}/paper" + (f"?party={party}" if party else "")
    return case.world.client.post(path, headers=headers, content=scan)


def _pages(case: Case) -> int:
    return sum(document.pages for document in case.request.documents)


def test_the_scan_takes_the_place_of_the_signature(world: World) -> None:
    """Each document carries the clerk's signature in the signer's place, the scan is handed on with them, and the part
    says before whom it was signed; a second scan changes nothing, and no phone signs any more."""
    case = world.case(kinds=("application_form", "premises_commitment"))
    scan = scan_of(_pages(case))
    answer = hand_in(case, scan)
    assert answer.status_code == 200, answer.text
    assert answer.json()["complete"] is True
    assert hand_in(case, scan_of(_pages(case) + 1)).json() == answer.json()
    assert case.link().json()["code"] == "signing.already_signed"
    collected = collect(case)
    assert [document.kind for document in collected.documents] == [
        "application_form", "premises_commitment", "signed_scan",
    ]  # fmt: skip
    part = world.resources.exchange.collect(collected.part, SignaturesPart, PartKind.SIGNATURES)
    [signer] = part.signers
    assert (signer.manner, signer.attested_by, signer.name) == ("paper", CLERK["staff_no"], case.name)
    assert [document.signed_by for document in part.documents] == [("operator",), ("operator",)]
    for document in collected.documents:
        content = world.resources.exchange.collect_document(document)
        found = verify(content, world.resources.authority.roots(), as_stamped=True)
        assert found.ok and [one.signer for one in found.signatures] == [CLERK["name"]], document.kind
    kept = world.resources.exchange.collect_document(collected.documents[-1])
    assert page_count(kept) == _pages(case) + 1  # its cover


def test_a_scan_with_fewer_pages_is_refused(world: World) -> None:
    """With both numbers, and nothing is kept: the phone may still sign."""
    case = world.case(kinds=("application_form", "premises_commitment"))
    answer = hand_in(case, scan_of(_pages(case) - 1))
    assert (answer.status_code, answer.json()["code"]) == (422, "signing.scan_incomplete")
    assert str(_pages(case)) in answer.json()["detail"]
    assert case.link().status_code == 201


@pytest.mark.parametrize(
    ("content", "code"), [(b"GIF89a", "signing.scan_no_pdf"), (b"%PDF-1.7 nothing", "filing.attachment_pdf_unreadable")]
)
def test_what_is_no_scan_is_refused(world: World, content: bytes, code: str) -> None:
    """By its content, whatever it is called."""
    answer = hand_in(world.case(), content)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_only_a_clerk_of_the_authority_hands_it_in(world: World) -> None:
    """The applicant alone is refused, so is another authority's window; another person's case does not exist."""
    case = world.case()
    scan = scan_of(_pages(case))
    alone = hand_in(case, scan, case.headers)
    assert (alone.status_code, alone.json()["code"]) == (403, "signing.not_at_the_window")
    elsewhere = hand_in(case, scan, authority="21010600")
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (403, "signing.other_authority")
    assert hand_in(case, scan, at_the_window(world.key, "account-of-another")).status_code == 404


def test_whoever_else_is_there_signs_on_paper_too(world: World) -> None:
    """Each with a scan of their own and the clerk's signature in their place; an open link of theirs ends; somebody who
    signs nothing here is not found."""
    case = world.case(kinds=("application_form", "premises_commitment"), members=("李安宁",))
    [member] = case.members
    phone = case.phone_of(member)
    assert hand_in(case, scan_of(_pages(case)), party="family-9").status_code == 404
    assert hand_in(case, scan_of(1), party=member.ref).json()["code"] == "signing.scan_incomplete"
    assert hand_in(case, scan_of(_pages(case)), party=member.ref).json()["complete"] is False
    assert phone.ask_code().status_code == 401
    assert hand_in(case, scan_of(_pages(case))).json()["complete"] is True
    collected = collect(case)
    assert [document.kind for document in collected.documents].count("signed_scan") == 2
    part = world.resources.exchange.collect(collected.part, SignaturesPart, PartKind.SIGNATURES)
    assert [(signer.manner, signer.attested_by) for signer in part.signers] == [("paper", CLERK["staff_no"])] * 2
    assert [signer.name for signer in part.signers] == [case.name, member.name]
    for document in collected.documents[:2]:
        found = verify(
            world.resources.exchange.collect_document(document), world.resources.authority.roots(), as_stamped=True
        )
        assert found.ok and {one.signer for one in found.signatures} == {CLERK["name"]}


def test_whoever_else_signs_does_so_on_a_phone(world: World) -> None:
    """The clerk's signature stands beside theirs on one document, in either order."""
    case = world.case(kinds=("application_form", "premises_commitment"), members=("李安宁",))
    [member] = case.members
    assert hand_in(case, scan_of(_pages(case))).json()["complete"] is False
    case.phone_of(member).signed()
    part = world.resources.exchange.collect(collect(case).part, SignaturesPart, PartKind.SIGNATURES)
    assert [signer.manner for signer in part.signers] == ["paper", "phone"]
