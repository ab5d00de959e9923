"""Packages as bytes: the same for the same content, complete, listed with every digest."""

from __future__ import annotations

import hashlib
import io
import zipfile

from kernel.pdf.digests import sm3_hex
from services.archive.domain.bag import make_package
from services.archive.operations.packages import package_problems

PAYLOAD = {"documents/00-catalogue.pdf": b"%PDF-", "records/application.json": b"{}"}
TAGS = {"metadata/volume.json": b"{}"}
INFO = (("Bagging-Date", "2022-02-22"),)


def _files(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_package_is_the_same_every_time() -> None:
    """No clock, no randomness: equal content gives equal bytes."""
    package = make_package("v", PAYLOAD, TAGS, INFO)
    assert package == make_package("v", dict(PAYLOAD), dict(TAGS), INFO)
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_DEFLATED}
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_every_file_is_listed_with_its_digest() -> None:
    """Payload in the manifests, everything else in the tag manifests, SM3 of the payload in a tag file."""
    files = _files(make_package("v", PAYLOAD, TAGS, INFO))
    for algorithm in ("sha256", "sha512"):
        manifest = files[f"v/manifest-{algorithm}.txt"].decode()
        for path, content in PAYLOAD.items():
            assert f"{hashlib.new(algorithm, content).hexdigest()}  data/{path}\n" in manifest
        tags = files[f"v/tagmanifest-{algorithm}.txt"].decode()
        listed = {line.split("  ")[1] for line in tags.splitlines()}
        assert listed == {
            "bagit.txt",
            "bag-info.txt",
            "metadata/volume.json",
            "metadata/digests-sm3.txt",
            "manifest-sha256.txt",
            "manifest-sha512.txt",
        }
    assert f"{sm3_hex(b'%PDF-')}  data/documents/00-catalogue.pdf\n" in files["v/metadata/digests-sm3.txt"].decode()


def test_oxum_counts_the_payload() -> None:
    """Octets and files of the payload stand in bag-info.txt."""
    assert b"Payload-Oxum: 7.2\n" in _files(make_package("v", PAYLOAD, TAGS, INFO))["v/bag-info.txt"]


def test_package_made_before_is_whole() -> None:
    """A package whose files were not deflated is examined like any other."""
    made = make_package("v", PAYLOAD, TAGS, INFO)
    older = io.BytesIO()
    with zipfile.ZipFile(older, "w", zipfile.ZIP_STORED) as archive:
        for name, content in _files(made).items():
            archive.writestr(name, content)
    assert (package_problems(made, "v"), package_problems(older.getvalue(), "v")) == ([], [])
