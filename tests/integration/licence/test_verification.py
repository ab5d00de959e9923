"""Anybody can verify a licence, by its code, its file or its QR code; nobody can pass off another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from kernel.pdf.keys import SigningKey
from kernel.pdf.signing import Permissions, sign
from services.licence import main
from services.licence.contract import LicenceFace, LicenceIssued
from services.licence.domain import attestations
from services.licence.domain.attestations import Attestation, AttestingKey
from services.licence.store import licences
from tests.integration.licence.conftest import AUTHORITY, AUTHORITY_NAME, PORTAL, Opened, World

_TEMPLATE = Path(main.__file__).parent / "templates" / "seal.typ"


@pytest.fixture(scope="module")
def issued(world: World) -> LicenceIssued:
    return world.issue(operator="𠮷晓禾")[1]


@pytest.fixture(scope="module")
def document(world: World, issued: LicenceIssued) -> bytes:
    return world.document(issued)


def judge(world: World, pdf: bytes) -> Any:
    answer = world.client.post("/verifications", content=pdf, headers={"Content-Type": "application/pdf"})
    assert answer.status_code == 200, answer.text
    return answer.json()


def codes(verdict: Any) -> set[str]:
    return {reason["code"] for reason in verdict["reasons"]}


def attestation(world: World, issued: LicenceIssued) -> Attestation:
    with world.resources.database.transaction() as session:
        row = licences.current(session, issued.uscc)
        assert row is not None
        return Attestation(row.uscc, row.version, bytes.fromhex(row.face_digest)[:16])


def some_pdf(world: World) -> bytes:
    """A PDF with one page that is no licence."""
    return world.resources.typesetter.render(
        _TEMPLATE, {"authority": "某机关"}, timestamp=datetime(2022, 2, 22, tzinfo=UTC)
    )


def self_signed() -> SigningKey:
    """A key that bears the authority's name and that no authority certified."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, AUTHORITY_NAME)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    return SigningKey(key, certificate)


def ask(world: World, text: str) -> Any:
    return world.client.post("/verifications/qr", json={"cwt": text})


def test_by_code(world: World, issued: LicenceIssued) -> None:
    """Whoever knows the code sees what is published, without logging in, and nothing else."""
    found = world.client.get(f"/licences/{issued.uscc}/verification").json()
    assert found["valid"] is True
    assert (found["uscc"], found["operator_name"], found["state"]) == (issued.uscc, "𠮷晓禾", "VALID")
    assert set(found) == {
        *LicenceFace.model_fields,
        *("state", "state_label", "valid", "verification_url"),
    }


def test_by_code_as_typed(world: World, issued: LicenceIssued) -> None:
    """Small letters are the same code."""
    assert world.client.get(f"/licences/{issued.uscc.lower()}/verification").json()["uscc"] == issued.uscc


def test_wrong_code(world: World, issued: LicenceIssued) -> None:
    """A mistyped code is told from one that does not exist."""
    wrong = issued.uscc[:-1] + ("0" if issued.uscc[-1] != "0" else "1")
    mistyped = world.client.get(f"/licences/{wrong}/verification")
    assert (mistyped.status_code, mistyped.json()["code"]) == (422, "licence.uscc_invalid")
    unknown = world.client.get("/licences/92140213MA0MU7MP45/verification")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "licence.not_found")


def test_genuine_document(world: World, issued: LicenceIssued, document: bytes) -> None:
    """The file as it was issued is genuine and in force."""
    verdict = judge(world, document)
    assert (verdict["genuine"], verdict["valid"], verdict["reasons"]) == (True, True, [])
    assert verdict["licence"]["uscc"] == issued.uscc
    assert verdict["signatures"][0]["signer"] == AUTHORITY_NAME


@pytest.mark.parametrize("share", [0.2, 0.4, 0.6, 0.8])
def test_flipped_byte(world: World, document: bytes, share: float) -> None:
    """One changed byte anywhere is found: by its digest and by its signatures, or because nobody can read the file."""
    at = round(len(document) * share)
    answer = world.client.post(
        "/verifications",
        content=document[:at] + bytes([document[at] ^ 1]) + document[at + 1 :],
        headers={"Content-Type": "application/pdf"},
    )
    if answer.status_code == 422:
        assert answer.json()["code"] == "pdf.unreadable"
        return
    verdict = answer.json()
    assert (verdict["genuine"], verdict["valid"], verdict["licence"]) == (False, False, None)
    assert "licence.document_unknown" in codes(verdict)
    assert any(code.startswith("pdf.") for code in codes(verdict))


def test_flipped_byte_of_what_is_read(world: World, document: bytes) -> None:
    """A byte of the description that every reader of the file shows, which leaves it readable: signatures find it."""
    at = document.index(b"<dc:title>") + len(b"<dc:title>") + 40
    verdict = judge(world, document[:at] + bytes([document[at] ^ 1]) + document[at + 1 :])
    assert (verdict["genuine"], verdict["valid"], verdict["licence"]) == (False, False, None)
    assert {"licence.document_unknown", "pdf.bytes_altered"} <= codes(verdict)


def test_edited_by_an_increment(world: World, document: bytes) -> None:
    """A page edited by an increment, which leaves every signed byte as it is, is found."""
    output = BytesIO()
    writer = IncrementalPdfFileWriter(BytesIO(document))
    page = writer.root["/Pages"]["/Kids"][0]
    page[generic.NameObject("/Rotate")] = generic.NumberObject(180)
    writer.update_container(page)
    writer.write(output)
    verdict = judge(world, output.getvalue())
    assert verdict["genuine"] is False
    assert {"pdf.altered", "licence.document_unknown"} <= codes(verdict)


def test_sealed_elsewhere(world: World) -> None:
    """A file with the authority's own seal that was never issued as a licence is not genuine."""
    seal = world.resources.seals.open(AUTHORITY, AUTHORITY_NAME)
    verdict = judge(world, seal.apply(some_pdf(world)))
    assert codes(verdict) == {"licence.document_unknown"}


def test_unsigned_or_untrusted(world: World) -> None:
    """A file without a seal, and one sealed under roots we do not believe, say so."""
    plain = some_pdf(world)
    assert codes(judge(world, plain)) == {"licence.document_unknown", "pdf.unsigned"}
    verdict = judge(world, sign(plain, self_signed(), field="authority", permissions=Permissions.NO_CHANGES))
    assert {"licence.document_unknown", "pdf.untrusted"} <= codes(verdict)


@pytest.mark.parametrize("content", [b"hello", b"%PDF-1.7\nnonsense", b"%PDF-1.7\n" + bytes(5000)])
def test_not_a_pdf(world: World, content: bytes) -> None:
    """What is no PDF is refused in plain words."""
    answer = world.client.post("/verifications", content=content, headers={"Content-Type": "application/pdf"})
    assert (answer.status_code, answer.json()["code"]) == (422, "pdf.unreadable")


def test_too_large(world: World) -> None:
    """More than five megabytes are not taken."""
    content = b"%PDF-1.7\n" + bytes(5 * 1024 * 1024)
    answer = world.client.post("/verifications", content=content, headers={"Content-Type": "application/pdf"})
    assert (answer.status_code, answer.json()["code"]) == (413, "licence.document_too_large")


def test_printed_symbol(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The QR code that is printed leads to the verification page and proves what the licence says."""
    printed: list[str] = []
    draw = attestations.symbol

    def drawn(text: str) -> tuple[str, ...]:
        printed.append(text)
        return draw(text)

    monkeypatch.setattr(attestations, "symbol", drawn)
    _, issued = world.issue()
    assert printed[0].startswith(f"{PORTAL}/verify/{issued.uscc}#")
    verdict = ask(world, printed[0]).json()
    assert (verdict["genuine"], verdict["valid"], verdict["licence"]["uscc"]) == (True, True, issued.uscc)
    assert ask(world, printed[0].partition("#")[2]).json() == verdict


def test_outdated_symbol(world: World, issued: LicenceIssued) -> None:
    """A genuine QR code of another face than the licence has now is genuine and not valid."""
    seal = world.resources.seals.open(AUTHORITY, AUTHORITY_NAME)
    text = attestations.as_text(seal.attest(Attestation(issued.uscc, 1, bytes(16))))
    verdict = ask(world, text).json()
    assert (verdict["genuine"], verdict["valid"]) == (True, False)
    assert codes(verdict) == {"licence.symbol_outdated"}


def test_forged_symbol(world: World, issued: LicenceIssued) -> None:
    """A QR code that somebody else signed, or that one authority signed for another's licence, is forged."""
    claimed = attestation(world, issued)
    forged = AttestingKey(ec.generate_private_key(ec.SECP256R1()), f"{AUTHORITY}.1").attest(claimed)
    odd = AttestingKey(ec.generate_private_key(ec.SECP256R1()), "1402\0\0\0\0.1").attest(claimed)
    other = world.resources.seals.open("21010200", "沈阳市和平区市场监督管理局").attest(claimed)
    for signed in (forged, odd, other):
        verdict = ask(world, attestations.as_text(signed)).json()
        assert (verdict["genuine"], verdict["licence"]) == (False, None)
        assert codes(verdict) == {"licence.symbol_forged"}


@pytest.mark.parametrize("text", ["x", "https://kaiye.example/verify/1", "0oRA", "汉字", "#", "a" * 1200])
def test_no_symbol(world: World, text: str) -> None:
    """Any other text is not genuine, and never an error of ours."""
    answer = ask(world, text)
    assert (answer.status_code, answer.json()["genuine"]) == (200, False)


def test_prepared_licence_is_not_published(opened: Opened) -> None:
    """A licence that has its code and no document yet is unknown to the public."""
    world = opened()
    request = world.approved()
    with world.outside.misbehaving(world.outside.trust, down=True), pytest.raises(Exception, match="unavailable"):
        world.activities.issue_licence(request)
    owner = world.owner(request.application_no)
    view = world.client.get(f"/licences/{request.application_no}", headers=owner).json()
    assert view["status"] == "PREPARED"
    assert world.client.get(f"/licences/{view['uscc']}/verification").status_code == 404
    for suffix in ("/document", "/symbol"):
        assert world.client.get(f"/licences/{request.application_no}{suffix}", headers=owner).status_code == 404


def test_verifying_is_rate_limited(opened: Opened) -> None:
    """An address that has many files examined is stopped, and told for how long; codes may be looked up on."""
    limited = opened(verification_rate="2/minute")
    answers = [limited.client.post("/verifications/qr", json={"cwt": "2oRD"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1].json()["code"] == "licence.too_many_requests"
    assert answers[-1].headers["Retry-After"] == str(answers[-1].json()["details"]["retry_after"])
    assert limited.client.get("/licences/92140213MA0MU7MP45/verification").status_code == 404


def test_nobody_reads_the_register_code_by_code(opened: Opened) -> None:
    """Licences are looked up so often in a minute and not more, whether they exist or not."""
    limited = opened(lookup_rate="2/minute")
    answers = [limited.client.get("/licences/92140213MA0HX6AK6P/verification").status_code for _ in range(3)]
    assert answers[2] == 429 and 429 not in answers[:2]
