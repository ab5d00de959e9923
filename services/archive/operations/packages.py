"""Makes the package of a volume, and examines one as a stranger would, who has nothing but its bytes."""

from __future__ import annotations

import io
import logging
import tempfile
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

import bagit

from catalogues.filing_types.words import DocumentKind
from kernel.clock import local_date
from kernel.pdf.digests import sm3_hex
from services.archive.domain.arrangement import FILING_RECORD, INVENTORY, Entry, file_name
from services.archive.domain.bag import ALGORITHMS, SM3_FILE, make_package
from services.archive.domain.checks import ExaminedDocument, four_checks
from services.archive.domain.metadata import Event, moment, volume_metadata
from services.archive.operations.gathering import Gathered
from services.archive.operations.volume_documents import ArrangedVolume
from services.archive.store.supplements import Supplement
from services.archive.store.volumes import Volume

_SOFTWARE = "Kaiye archive service"
_OF_AUTHORITY = frozenset(
    {
        DocumentKind.REVIEW_SHEET,
        DocumentKind.DECISION_NOTICE,
        DocumentKind.MATERIAL_RECEIPT,
        DocumentKind.EXTENSION_NOTICE,
        DocumentKind.COUNTERSIGNATURES,
        DocumentKind.REVIEW_ANSWER,
        DocumentKind.LICENCE,
        FILING_RECORD,
    }
)

DAMAGED = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, IndexError, RuntimeError)
"""How reading a ZIP fails of which any byte was altered, RuntimeError for a method or an encryption nobody knows."""

# It logs what callers are told, and paths of temporary folders.
logging.getLogger("bagit").setLevel(logging.CRITICAL)


def package(volume: Volume, gathered: Gathered, arranged: ArrangedVolume, events: Sequence[Event]) -> bytes:
    """The whole volume as one file: `data/documents/` in order, `data/records/` the parts as deposited, and beside
    them metadata, the manifest that was logged, and the roots by which the signatures were believed."""
    documents: list[tuple[str, ExaminedDocument]] = [
        (file_name(0, INVENTORY), arranged.inventory),
        *((entry.file_name, document) for entry, document in arranged.entries),
    ]
    payload = {
        **{f"documents/{name}": document.content for name, document in documents},
        **{f"records/{kind}.json": content for kind, content in gathered.records.items()},
    }
    tags = {
        "metadata/volume.json": _metadata(volume, gathered, arranged, events),
        "metadata/manifest.txt": gathered.manifest,
        "metadata/roots.pem": gathered.roots,
    }
    info = (
        ("Source-Organization", volume.authority_name),
        ("External-Identifier", volume.volume_name),
        ("External-Description", f"{volume.category} {volume.application_no}"),
        ("Bagging-Date", local_date(volume.filed_at).isoformat()),
        ("Bag-Software-Agent", _SOFTWARE),
    )
    return make_package(volume.volume_name, payload, tags, info)


def supplement_package(
    volume: Volume,
    supplement: Supplement,
    arranged: Sequence[tuple[Entry, ExaminedDocument]],
    applicant: str,
    roots: bytes,
) -> bytes:
    """What came later as a package of its own: it names its volume, and by its digest the package before it."""
    head = {
        "supplement_name": supplement.supplement_name,
        "volume_name": volume.volume_name,
        "archive_no": volume.archive_no,
        "application_no": volume.application_no,
        "volume_package_sha256": volume.package_sha256,
        "previous_package_sha256": supplement.previous_sha256,
        "author": volume.authority_name,
        "date_added": moment(supplement.added_at),
        "pages": sum(entry.pages for entry, _ in arranged),
        "format": "application/pdf",
    }
    entries = [
        (entry, document, volume.authority_name if entry.kind in _OF_AUTHORITY else applicant)
        for entry, document in arranged
    ]
    checks = four_checks([document for _, document in arranged], volume.outcome, supplementing=True)
    events = (Event(supplement.added_at, "归档", "archive", "案卷归档之后形成的材料，补充归档"),)
    payload = {f"documents/{entry.file_name}": document.content for entry, document in arranged}
    tags = {"metadata/supplement.json": volume_metadata(head, entries, checks, events, {}), "metadata/roots.pem": roots}
    info = (
        ("Source-Organization", volume.authority_name),
        ("External-Identifier", supplement.supplement_name),
        ("External-Description", f"{volume.category} {volume.application_no}"),
        ("Bagging-Date", local_date(supplement.added_at).isoformat()),
        ("Bag-Software-Agent", _SOFTWARE),
    )
    return make_package(supplement.supplement_name, payload, tags, info)


def package_problems(content: bytes, volume_name: str) -> list[str]:
    """What is wrong with a package: not a ZIP, not one bag of that name, a file missing, added or altered.

    SHA-256 and SHA-512 are checked by `bagit`, SM3 and files that no manifest lists here. Empty when all is well.
    """
    with tempfile.TemporaryDirectory(prefix="kaiye-archive-") as temporary:
        folder = Path(temporary) / volume_name
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                names = archive.namelist()
                if not names or not all(_belongs(name, volume_name) for name in names):
                    return ["package is not the volume's"]
                archive.extractall(temporary)
            bag = bagit.Bag(str(folder))
            # A wrong sum would end the examination before the file at fault is named.
            bag.info.pop("Payload-Oxum", None)
            bag.validate()
            files = [name.removeprefix(f"{volume_name}/") for name in names]
            return _unlisted(folder, files) + _sm3_problems(folder)
        except DAMAGED:
            return ["package is damaged"]
        except bagit.BagValidationError as error:
            return sorted({f"{detail.path} is altered, missing or added" for detail in error.details}) or [
                error.message
            ]
        except bagit.BagError:
            return ["package is not a bag"]


def _belongs(name: str, volume_name: str) -> bool:
    first, *rest = name.split("/")
    return first == volume_name and bool(rest) and not {"", ".", ".."} & set(rest)


def _unlisted(folder: Path, names: Sequence[str]) -> list[str]:
    """BagIt lets files lie beside `data/` unlisted, and ZIP lets one name occur twice; an archive package neither."""
    listed = {f"tagmanifest-{name}.txt" for name in ALGORITHMS}
    for manifest in ("manifest", "tagmanifest"):
        lines = (folder / f"{manifest}-{ALGORITHMS[0]}.txt").read_text("utf-8").splitlines()
        listed |= {line.split("  ", 1)[1] for line in lines}
    return [
        f"{name} is listed nowhere, or twice there" for name in {*names} if name not in listed or names.count(name) > 1
    ]


def _sm3_problems(folder: Path) -> list[str]:
    lines = [line.split("  ", 1) for line in (folder / SM3_FILE).read_text("utf-8").splitlines()]
    there = {path.relative_to(folder).as_posix() for path in (folder / "data").rglob("*") if path.is_file()}
    if {path for _, path in lines} != there:
        return [f"{SM3_FILE} does not list the payload"]
    return [
        f"{path} has another SM3 digest" for digest, path in lines if sm3_hex((folder / path).read_bytes()) != digest
    ]


def document_of(content: bytes, volume_name: str, name: str) -> bytes:
    """One document of a package. Raises KeyError or BadZipFile."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(f"{volume_name}/data/documents/{name}")


def _metadata(volume: Volume, gathered: Gathered, arranged: ArrangedVolume, events: Sequence[Event]) -> bytes:
    operator = gathered.operator
    head = {
        "archive_no": volume.archive_no,
        "volume_name": volume.volume_name,
        "application_no": volume.application_no,
        "title": f"{volume.full_name or '（不使用名称）'}{volume.category}",
        "entity_name": volume.full_name,
        "uscc": volume.uscc,
        "operator": operator,
        "category": volume.category,
        "business_type": volume.business_type,
        "outcome": volume.outcome,
        "entity_type": volume.type_name,
        "author": volume.authority_name,
        "authority_code": volume.authority_code,
        "reviewer": volume.reviewer,
        "archivist": volume.archivist,
        "date_approved": moment(volume.approved_at) if volume.approved_at else None,
        "date_filed": moment(volume.filed_at),
        "pages": sum(entry.pages for entry, _ in arranged.entries),
        "format": "application/pdf",
    }
    entries = [
        (entry, document, volume.authority_name if entry.kind in _OF_AUTHORITY else operator)
        for entry, document in arranged.entries
    ]
    evidence = {
        "manifest": "metadata/manifest.txt",
        "manifest_sha256": volume.manifest_sha256,
        "manifest_sm3": volume.manifest_sm3,
        "log_index": volume.log_index,
        "log_previous_sha256": volume.log_previous,
        "log_root_sha256": volume.log_root,
    }
    return volume_metadata(head, entries, gathered.checks, events, evidence)
