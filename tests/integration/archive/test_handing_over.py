"""Handing a file over: numbers, idempotency, crashes, what is refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from kernel.clock import local_date
from kernel.errors import Defect, Outage
from kernel.exchange import DocumentRef, Made
from kernel.pdf.certification import CertificationAuthority
from kernel.pdf.digests import sha256_hex
from services.archive.clients import PackageStore, silent
from services.archive.contract import HandOverFile
from services.archive.operations import handing_over
from services.archive.operations.handing_over import hand_over_file
from tests.integration.archive.conftest import AUTHORITY, OWNER, Archive
from tests.servers import RunningObjectStore, RunningPostgres


def test_number_and_volume_name(archive: Archive) -> None:
    """The first file of an authority is 000001, its volume is named after the day in China."""
    filed = archive.filed()
    assert filed.archive_no == f"{AUTHORITY}A000001"
    assert filed.volume_name == f"{AUTHORITY}A000001-{local_date(archive.clock.now()):%Y%m%d}"
    assert filed.filed_at == archive.clock.now()
    assert filed.package_sha256 == sha256_hex(archive.package(filed))


def test_same_request_again_changes_nothing(archive: Archive) -> None:
    """A repeated activity gets the same answer and stores nothing new."""
    case = archive.case()
    first = hand_over_file(archive.resources, case.request)
    archive.clock.advance(timedelta(days=2))
    assert hand_over_file(archive.resources, case.request) == first
    assert archive.rows("SELECT count(*) FROM archive.archive_volume") == [(1,)]


def test_same_request_at_once(archive: Archive) -> None:
    """Four tries at the same moment give one number, one volume, one answer."""
    case = archive.case()
    with ThreadPoolExecutor(4) as threads:
        answers = set(threads.map(lambda _: hand_over_file(archive.resources, case.request), range(4)))
    assert len(answers) == 1
    assert archive.rows("SELECT last_number FROM archive.archive_counter") == [(1,)]


def test_numbers_of_files_at_once_have_no_gaps(archive: Archive) -> None:
    """Eight cases at once get the numbers 1 to 8, in one unbroken log."""
    cases = [archive.case(kinds=("name_notice",)) for _ in range(8)]
    with ThreadPoolExecutor(8) as threads:
        filed = list(threads.map(lambda case: hand_over_file(archive.resources, case.request), cases))
    assert sorted(one.archive_no for one in filed) == [f"{AUTHORITY}A{n:06d}" for n in range(1, 9)]
    assert archive.rows("SELECT last_index FROM archive.archive_counter") == [(8,)]


def test_authorities_count_for_themselves(archive: Archive) -> None:
    """Each authority begins with 000001."""
    assert archive.filed(authority="21010600").archive_no == "21010600A000001"
    assert archive.filed().archive_no == f"{AUTHORITY}A000001"


@pytest.mark.parametrize("crash", ["store", "fetch"])
def test_crash_after_numbering_keeps_the_number(archive: Archive, crash: str) -> None:
    """A store that fails leaves a numbered volume; the next try, days later, files it under that number and day."""
    case = archive.case()
    with patch.object(PackageStore, crash, side_effect=Outage("objects.unavailable")), pytest.raises(Outage):
        hand_over_file(archive.resources, case.request)
    assert archive.rows("SELECT status FROM archive.archive_volume") == [("NUMBERED",)]
    other = archive.filed()
    numbered_at = archive.clock.now()
    archive.clock.advance(timedelta(days=3))
    filed = hand_over_file(archive.resources, case.request)
    assert (filed.archive_no[-6:], other.archive_no[-6:]) == ("000001", "000002")
    assert filed.filed_at == numbered_at
    assert f"{local_date(numbered_at):%Y%m%d}" in filed.volume_name


def test_killed_store_is_an_outage(archive: Archive, object_store: RunningObjectStore) -> None:
    """While the object store is gone nothing is numbered; when it is back the same request is filed."""
    case = archive.case()
    with object_store.down(), pytest.raises(Outage):
        hand_over_file(archive.resources, case.request)
    assert archive.rows("SELECT count(*) FROM archive.entity_file") == [(0,)]
    assert hand_over_file(archive.resources, case.request).archive_no == f"{AUTHORITY}A000001"


def test_killed_database_is_an_outage(archive: Archive, postgres: RunningPostgres) -> None:
    """A database that dies is waited for, not taken for an answer."""
    case = archive.case()
    with postgres.down(), pytest.raises(Outage):
        hand_over_file(archive.resources, case.request)
    assert hand_over_file(archive.resources, case.request).archive_no == f"{AUTHORITY}A000001"


def test_package_of_a_later_try_is_the_same(archive: Archive) -> None:
    """What a crashed try stored and what the next one stores are equal byte for byte."""
    case = archive.case()
    stored: list[bytes] = []
    keep = PackageStore.store

    def remember(self: PackageStore, key: str, content: bytes, locked_until: datetime) -> None:
        stored.append(content)
        keep(self, key, content, locked_until)

    with patch.object(PackageStore, "store", remember):
        with patch.object(handing_over, "package_problems", return_value=["broken"]), pytest.raises(Defect):
            hand_over_file(archive.resources, case.request)
        archive.clock.advance(timedelta(hours=5))
        hand_over_file(archive.resources, case.request)
    assert len(stored) == 2 and stored[0] == stored[1]


def test_other_content_under_a_taken_number_is_a_defect(archive: Archive) -> None:
    """What is handed over cannot change between two tries."""
    case = archive.case()
    with patch.object(PackageStore, "store", side_effect=Outage("objects.unavailable")), pytest.raises(Outage):
        hand_over_file(archive.resources, case.request)
    less = case.request.model_copy(update={"documents": case.request.documents[1:]})
    with pytest.raises(Defect, match=r"archive\.handed_over_differently"):
        hand_over_file(archive.resources, less)


def test_volume_says_what_the_register_says(archive: Archive) -> None:
    """Name, operator and kind of business are those of the version in the register, whatever was applied for."""
    case = archive.case()
    hand_over_file(archive.resources, case.request)
    other = archive.case(operator="张三禾", named=False)
    parts = {**other.request.parts, "application": case.request.part("application")}
    hand_over_file(archive.resources, other.request.model_copy(update={"parts": parts}))
    first, second = archive.rows(
        "SELECT full_name, operator_hash, type_name, approved_at IS NOT NULL FROM archive.archive_volume"
        " ORDER BY application_no"
    )
    assert (first[0], second[0]) == (case.application.model_dump()["full_name"], None)
    assert (first[1], second[1]) == (archive.resources.hash("张晓禾"), archive.resources.hash("张三禾"))
    assert first[2:] == second[2:] == ("中餐店", True)


def test_case_from_before_the_register(archive: Archive) -> None:
    """Without a version of the entity the volume says what licence and application say."""
    case = archive.case(registered=False)
    filed = hand_over_file(archive.resources, case.request)
    (row,) = archive.rows("SELECT full_name, operator_hash, type_code, uscc FROM archive.archive_volume")
    assert tuple(row) == (
        case.application.model_dump()["full_name"],
        archive.resources.hash("张晓禾"),
        "GT002",
        case.request.uscc,
    )
    assert archive.package(filed)


def test_entity_of_another_case_is_a_defect(archive: Archive) -> None:
    """A version of another entity is not filed, and takes no number."""
    case = archive.case()
    parts = {**case.request.parts, "entity": archive.case().request.part("entity")}
    with pytest.raises(Defect, match=r"archive\.wrong_entity"):
        hand_over_file(archive.resources, case.request.model_copy(update={"parts": parts}))
    assert archive.rows("SELECT count(*) FROM archive.entity_file") == [(0,)]


def _with(request: HandOverFile, document: DocumentRef) -> HandOverFile:
    return request.model_copy(update={"documents": (document, *request.documents[1:])})


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"sha256": "0" * 64}, "exchange.altered"),
        ({"sm3": "0" * 64}, "archive.document_altered"),
        ({"pages": 99}, "archive.pages_differ"),
        ({"media_type": "image/png"}, "archive.unreadable_document"),
    ],
)
def test_reference_that_does_not_fit_is_a_defect(archive: Archive, change: dict[str, object], code: str) -> None:
    """Digests, pages and kind of file must be those promised; no number is taken for what does not fit."""
    request = archive.case().request
    with pytest.raises(Defect, match=code):
        hand_over_file(archive.resources, _with(request, request.documents[0].model_copy(update=change)))
    assert archive.rows("SELECT count(*) FROM archive.archive_volume") == [(0,)]


def test_broken_signature_is_a_defect(archive: Archive) -> None:
    """A signed document that was changed and referred to anew is found by its signature."""
    request = archive.case().request
    content = bytearray(archive.documents["application_form"])
    position = content.index(b"/Producer") if b"/Producer" in content else content.index(b"/Type")
    content[position + 1] ^= 1
    forged = archive.deposited(request.application_no, "application_form", bytes(content))
    with pytest.raises(Defect, match=r"archive\.document_altered: application_form: .*altered"):
        hand_over_file(archive.resources, _with(request, forged))


def test_not_a_pdf_is_a_defect(archive: Archive) -> None:
    """Bytes that are no PDF are not filed."""
    request = archive.case().request
    [text] = archive.resources.exchange.deposit_documents(
        request.application_no, [Made("application_form", b"hello", 1)]
    )
    with pytest.raises(Defect, match=r"archive\.unreadable_document"):
        hand_over_file(archive.resources, _with(request, text))


@pytest.mark.parametrize("outcome", ["REJECTED", "WITHDRAWN"])
def test_cases_without_licence_are_filed_too(archive: Archive, outcome: str) -> None:
    """A refused or withdrawn application is filed without a code, and its file says so."""
    filed = archive.filed(outcome=outcome, kinds=("application_form", "decision_notice"))
    answer = archive.client.get(f"/own-files/{_application(archive)}", headers=archive.headers()).json()
    assert (answer["uscc"], answer["outcome"], answer["archive_no"]) == (None, outcome, filed.archive_no)
    assert archive.rows("SELECT approved_at FROM archive.archive_volume") == [(None,)]


def test_nameless_entity_is_filed(archive: Archive) -> None:
    """A sole trader may do without a name (民法典 Art. 54); the list shows an empty cell."""
    archive.filed(named=False)
    (line,) = archive.client.get("/files", headers=archive.archivist()).json()["items"]
    assert line["full_name"] is None


def test_second_volume_of_an_entity_joins_its_file(archive: Archive) -> None:
    """One file per entity, many volumes: the second of a day ends in -2."""
    first = archive.filed(uscc="92140213MA0MU7MP45")
    second = archive.filed(uscc="92140213MA0MU7MP45")
    assert second.archive_no == first.archive_no
    assert second.volume_name == f"{first.volume_name}-2"


def test_operator_is_stored_encrypted(archive: Archive) -> None:
    """No row holds the operator's name in the clear."""
    archive.filed(named=False)
    assert archive.rows("SELECT FROM archive.archive_volume v WHERE v::text LIKE '%张晓禾%'") == []
    assert archive.rows("SELECT account_subject FROM archive.archive_volume") == [(OWNER,)]


def test_signature_of_an_expired_certificate_is_believed_by_its_time_stamp(archive: Archive) -> None:
    """A case an examiner decides days later still has signatures in order, although event certificates last an hour."""
    archive.clock.advance(timedelta(days=3))
    archive.filed()
    (checks,) = archive.rows("SELECT checks->0->>'passed' FROM archive.archive_volume")
    assert checks == ("true",)


def test_unknown_roots_are_written_down_not_hidden(archive: Archive) -> None:
    """Where the signatures' authority is not believed, the file says that authenticity could not be confirmed."""
    case = archive.case()
    stranger = _other_root()
    with patch.object(CertificationAuthority, "roots", return_value=[stranger]):
        hand_over_file(archive.resources, case.request)
    ((check,),) = archive.rows("SELECT checks->0 FROM archive.archive_volume")
    assert check["passed"] is False and check["note"] == "4 个签名未能证实"


def test_authority_that_gives_no_roots_is_an_outage(archive: Archive) -> None:
    """Nothing is numbered while nobody can say whom to believe."""
    nobody = CertificationAuthority("http://127.0.0.1:9/ca", 0.5, silent)
    with pytest.raises(Outage, match=r"archive\.roots_unavailable"):
        hand_over_file(replace(archive.resources, authority=nobody), archive.case().request)
    nobody.close()
    assert archive.rows("SELECT count(*) FROM archive.archive_volume") == [(0,)]


def _application(archive: Archive) -> str:
    ((number,),) = archive.rows("SELECT application_no FROM archive.archive_volume")
    return str(number)


def _other_root() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Somebody else")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)
