"""Packages as they lie in the store: readable without us, tampering found, deletion refused."""

from __future__ import annotations

import hashlib
import io
import json
import warnings
import zipfile
from pathlib import Path
from typing import Any

import bagit
import pytest
import urllib3
from minio import Minio
from minio.error import S3Error
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from kernel.pdf.digests import sha256_hex, sm3_hex
from services.archive.contract import FileHandedOver
from services.archive.domain.chain import BEGINNING, link
from services.archive.invariants import stored_packages_are_those_filed
from services.archive.operations.handing_over import hand_over_file
from services.archive.operations.packages import package_problems
from tests.integration.archive.conftest import OPERATOR, SIGNED, Archive, unpacked

DOCUMENTS = [
    "00-catalogue.pdf",
    "01-name_commitment.pdf",
    "02-name_notice.pdf",
    "03-application_form.pdf",
    "04-identity_document.pdf",
    "05-premises_commitment.pdf",
    "06-review_sheet.pdf",
    "07-decision_notice.pdf",
    "08-licence.pdf",
    "09-filing_record.pdf",
]


def _bucket(archive: Archive) -> Minio:
    settings = archive.settings
    return Minio(
        settings.s3_endpoint,
        access_key=settings.s3_access_key.get_secret_value(),
        secret_key=settings.s3_secret_key.get_secret_value(),
        secure=False,
        http_client=urllib3.PoolManager(retries=False),
    )


def _metadata(archive: Archive, filed: FileHandedOver) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(archive.package(filed))) as package:
        loaded: dict[str, Any] = json.loads(package.read(f"{filed.volume_name}/metadata/volume.json"))
    return loaded


def _rewritten(package: bytes, changes: dict[str, bytes | None]) -> bytes:
    """The package with files changed, added or (None) left out; names end as given."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(output, "w") as new:
        folder = old.namelist()[0].split("/")[0]
        for name in old.namelist():
            content = changes.pop(name.removeprefix(f"{folder}/"), old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, added in changes.items():
            new.writestr(f"{folder}/{name}", added or b"")
    return output.getvalue()


def test_stored_package_is_a_valid_bag(archive: Archive, tmp_path: Path) -> None:
    """`bagit` opens what the store holds and finds it whole, with SHA-256 and SHA-512."""
    bag = unpacked(archive.package(archive.filed()), tmp_path)
    assert bag.validate()
    assert set(bag.algorithms) == {"sha256", "sha512"}


def test_documents_lie_in_order_and_records_as_deposited(archive: Archive, tmp_path: Path) -> None:
    """Documents by number, then the parts byte for byte as they were deposited."""
    case = archive.case()
    bag = unpacked(archive.package(hand_over_file(archive.resources, case.request)), tmp_path)
    data = Path(bag.path) / "data"
    assert sorted(path.name for path in (data / "documents").iterdir()) == DOCUMENTS
    assert (data / "documents/03-application_form.pdf").read_bytes() == archive.documents["application_form"]
    assert (data / "records/application.json").read_bytes() == case.application.model_dump_json().encode()
    assert {path.name for path in (data / "records").iterdir()} == {
        "application.json",
        "name.json",
        "decision.json",
        "entity.json",
        "licence.json",
    }
    manifest = (Path(bag.path) / "metadata/manifest.txt").read_text().splitlines()
    assert f"entity.json {case.request.part('entity').digest} - -" in manifest


def test_sm3_digests_are_listed(archive: Archive, tmp_path: Path) -> None:
    """Every file of the payload has its SM3 digest in a tag file, which the tag manifest lists."""
    folder = Path(unpacked(archive.package(archive.filed()), tmp_path).path)
    lines = (folder / "metadata/digests-sm3.txt").read_text().splitlines()
    assert len(lines) == len(DOCUMENTS) + 5
    assert all(sm3_hex((folder / path).read_bytes()) == digest for digest, path in (line.split("  ") for line in lines))
    assert "metadata/digests-sm3.txt" in (folder / "tagmanifest-sha256.txt").read_text()


def test_metadata_explain_the_volume(archive: Archive) -> None:
    """Numbers, title, author, dates, retention, events, and every document with pages, digests and signatures."""
    filed = archive.filed()
    metadata = _metadata(archive, filed)
    assert (metadata["archive_no"], metadata["volume_name"]) == (filed.archive_no, filed.volume_name)
    assert (metadata["operator"], metadata["reviewer"]) == (OPERATOR, "智慧审批")
    assert metadata["retention_period"] == "30年"
    assert [event["event"] for event in metadata["events"]] == ["捕获", "移交", "归档"]
    documents = metadata["documents"]
    assert isinstance(documents, list) and len(documents) == len(DOCUMENTS) - 1
    for document in documents:
        assert document["size"] and document["digests"]["sm3"] and document["page_label"].startswith("第")
        signers = [s["signer"] for s in document["signatures"]]
        assert signers == ([OPERATOR] if document["kind"] in SIGNED else [])
        assert all(s["in_order"] and s["signed_at"] for s in document["signatures"])
    assert [check["passed"] for check in metadata["four_property_checks"]] == [True] * 4


def test_log_can_be_recomputed_from_packages(archive: Archive) -> None:
    """Each package holds the manifest its link covers; links follow one another from the beginning."""
    previous = BEGINNING
    for index in (1, 2):
        filed = archive.filed()
        with zipfile.ZipFile(io.BytesIO(archive.package(filed))) as package:
            manifest = package.read(f"{filed.volume_name}/metadata/manifest.txt")
        ((application_no,),) = archive.rows(
            "SELECT application_no FROM archive.archive_volume WHERE volume_name = :v", v=filed.volume_name
        )
        content = {
            "log_index": index,
            "volume_name": filed.volume_name,
            "application_no": application_no,
            "manifest_sha256": sha256_hex(manifest),
            "manifest_sm3": sm3_hex(manifest),
            "filed_at": int(filed.filed_at.timestamp() * 1_000_000),
        }
        evidence = _metadata(archive, filed)["evidence"]
        assert isinstance(evidence, dict)
        assert evidence["log_previous_sha256"] == previous
        previous = link(previous, content)
        assert evidence["log_root_sha256"] == previous


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"data/documents/08-licence.pdf": b"other"}, "data/documents/08-licence.pdf is altered, missing or added"),
        ({"data/documents/08-licence.pdf": None}, "data/documents/08-licence.pdf is altered, missing or added"),
        ({"data/documents/99-more.pdf": b"more"}, "data/documents/99-more.pdf is altered, missing or added"),
        ({"metadata/volume.json": b"{}"}, "metadata/volume.json is altered, missing or added"),
        ({"metadata/digests-sm3.txt": None}, "metadata/digests-sm3.txt is altered, missing or added"),
        ({"../elsewhere.txt": b"x"}, "package is not the volume's"),
        ({"beside.txt": b"x"}, "beside.txt is listed nowhere, or twice there"),
    ],
)
def test_tampering_is_found(archive: Archive, changes: dict[str, bytes | None], problem: str) -> None:
    """A file altered, missing, added or laid outside is named, or the package is not the volume's."""
    filed = archive.filed()
    package = archive.package(filed)
    assert package_problems(package, filed.volume_name) == []
    assert package_problems(_rewritten(package, dict(changes)), filed.volume_name) == [problem]


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_package_is_said_so(content: bytes) -> None:
    """Nothing, no ZIP, an empty ZIP."""
    assert package_problems(content, "14021300A000001-20261122") != []


def test_a_damaged_directory_is_said_so(archive: Archive) -> None:
    """Each bit of the ZIP's directory entry of a document, be it a method of packing that nobody knows."""
    filed = archive.filed()
    package = archive.package(filed)
    entry = package.index(b"PK\x01\x02", package.index(b"PK\x01\x02") + 4)
    said = []
    for place in range(entry, entry + 46):
        for bit in range(8):
            damaged = bytearray(package)
            damaged[place] ^= 1 << bit
            said += package_problems(bytes(damaged), filed.volume_name)
    assert "package is damaged" in said
    damaged = bytearray(package)
    damaged[entry + 11] ^= 16  # the method of packing
    _bucket(archive).put_object(
        archive.settings.archive_bucket,
        f"{filed.archive_no}/{filed.volume_name}.zip",
        io.BytesIO(damaged),
        len(damaged),
    )
    path = f"/files/{filed.archive_no}/volumes/{filed.volume_name}/verification"
    answer = archive.client.post(path, headers=archive.archivist())
    assert answer.status_code == 200 and answer.json()["whole"] is False


def test_locked_package_cannot_be_deleted(archive: Archive) -> None:
    """The store refuses to delete the stored version, and the package is still there."""
    filed = archive.filed()
    key = f"{filed.archive_no}/{filed.volume_name}.zip"
    client = _bucket(archive)
    bucket = archive.settings.archive_bucket
    version = client.stat_object(bucket, key).version_id
    assert version
    with pytest.raises(S3Error, match="AccessDenied"):
        client.remove_object(bucket, key, version_id=version)
    assert sha256_hex(archive.package(filed)) == filed.package_sha256


def test_other_package_under_the_name_is_found(archive: Archive) -> None:
    """A package stored over the filed one is told by verification and by the invariant; its documents are not shown."""
    filed = archive.filed()
    path = f"/files/{filed.archive_no}/volumes/{filed.volume_name}"
    headers = archive.archivist()
    before = archive.client.post(f"{path}/verification", headers=headers).json()
    assert before["whole"] is True and before["problems"] == []
    assert [check["passed"] for check in before["checks"]] == [True] * 4
    other = _rewritten(archive.package(filed), {"data/documents/08-licence.pdf": b"%PDF-other"})
    key = f"{filed.archive_no}/{filed.volume_name}.zip"
    _bucket(archive).put_object(archive.settings.archive_bucket, key, io.BytesIO(other), len(other))
    after = archive.client.post(f"{path}/verification", headers=headers).json()
    assert after["whole"] is False
    assert "package is not the one that was filed" in after["problems"]
    assert "archive.document_altered: licence" in after["problems"]
    assert after["checks"][1]["passed"] is False
    assert archive.client.get(f"{path}/documents/8", headers=headers).json()["code"] == "archive.package_altered"
    with archive.resources.database.transaction() as session:
        (found,) = stored_packages_are_those_filed(archive.resources, session)
    assert filed.volume_name in found


def test_active_content_and_other_formats_are_written_down(archive: Archive) -> None:
    """A document that acts by itself, or is no PDF/A, is filed, and the checks say so."""
    request = archive.case(kinds=("name_notice",), outcome="WITHDRAWN").request
    document = _active(archive.documents["identity_document"])
    given = archive.deposited(request.application_no, "identity_document", document)
    hand_over_file(archive.resources, request.model_copy(update={"documents": (given,)}))
    ((checks,),) = archive.rows("SELECT checks FROM archive.archive_volume")
    passed = {check["property"]: check["passed"] for check in checks}
    assert passed == {"真实性": True, "完整性": True, "可用性": False, "安全性": False}


def test_licence_without_signed_application_is_written_down(archive: Archive) -> None:
    """Where an application led to a licence but bears no signature, authenticity has not passed."""
    archive.filed(kinds=("identity_document", "licence"))
    ((check,),) = archive.rows("SELECT checks->0 FROM archive.archive_volume")
    assert (check["passed"], check["note"]) == (False, "登记申请书没有电子签名")


def _active(pdf: bytes) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    del writer.root["/Metadata"]
    writer.root["/OpenAction"] = generic.DictionaryObject(
        {
            generic.NameObject("/S"): generic.NameObject("/JavaScript"),
            generic.NameObject("/JS"): generic.TextStringObject("1"),
        }
    )
    writer.update_root()
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def test_bag_survives_a_stranger(archive: Archive, tmp_path: Path) -> None:
    """One flipped byte in a document on disk is named by `bagit`."""
    bag = unpacked(archive.package(archive.filed()), tmp_path)
    licence = Path(bag.path) / "data/documents/08-licence.pdf"
    content = bytearray(licence.read_bytes())
    content[100] ^= 1
    licence.write_bytes(bytes(content))
    with pytest.raises(bagit.BagValidationError, match=r"08-licence\.pdf"):
        bagit.Bag(bag.path).validate()


def test_consistent_forgery_is_told_by_sm3(archive: Archive) -> None:
    """A package rebuilt with right SHA digests but another SM3 list, or a name twice, is not whole."""
    filed = archive.filed(kinds=("name_notice",))
    with zipfile.ZipFile(io.BytesIO(archive.package(filed))) as package:
        folder = f"{filed.volume_name}/"
        files = {name.removeprefix(folder): package.read(name) for name in package.namelist()}
    listing = files["metadata/digests-sm3.txt"]
    files["metadata/digests-sm3.txt"] = listing.replace(listing[:64], b"0" * 64)
    for algorithm in ("sha256", "sha512"):
        listed = [line.split("  ")[1] for line in files[f"tagmanifest-{algorithm}.txt"].decode().splitlines()]
        lines = [f"{hashlib.new(algorithm, files[path]).hexdigest()}  {path}\n" for path in listed]
        files[f"tagmanifest-{algorithm}.txt"] = "".join(lines).encode()
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as package:
        for name, content in files.items():
            package.writestr(folder + name, content)
    (problem,) = package_problems(output.getvalue(), filed.volume_name)
    assert problem == "data/documents/00-catalogue.pdf has another SM3 digest"
    with warnings.catch_warnings(), zipfile.ZipFile(output, "a") as package:
        warnings.simplefilter("ignore")
        package.writestr(folder + "bagit.txt", files["bagit.txt"])
    problems = package_problems(output.getvalue(), filed.volume_name)
    assert "bagit.txt is listed nowhere, or twice there" in problems
