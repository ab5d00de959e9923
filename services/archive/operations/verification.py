"""Examines a stored package anew, as if nothing were known of it but what was written down when it was filed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel

from kernel.errors import Defect
from kernel.exchange import DocumentRef
from kernel.pdf.digests import sha256_hex
from kernel.tokens import Principal, Role
from services.archive.domain.checks import Check, ExaminedDocument, four_checks
from services.archive.operations.examination import examine
from services.archive.operations.packages import DAMAGED, document_of, package_problems
from services.archive.operations.resources import Resources
from services.archive.operations.views import View, for_archivist, record_view
from services.archive.store import supplements, volumes
from services.archive.store.supplements import Supplement
from services.archive.store.volumes import FiledDocument, Volume

_ROOTS = "metadata/roots.pem"


class PackageVerified(BaseModel):
    """`whole`: the package is the one that was filed and nothing in it is wrong. `problems` name paths and kinds."""

    volume_name: str
    verified_at: datetime
    whole: bool
    package_sha256: str
    stored_sha256: str | None
    problems: tuple[str, ...]
    checks: tuple[Check, ...]


def verify_package(resources: Resources, caller: Principal, archive_no: str, volume_name: str) -> PackageVerified:
    """Digest of the package, every digest in it, every document and its signatures, now. Changes nothing.

    Raises Refusal `archive.not_found`.
    """
    with resources.database.transaction() as session:
        volume = for_archivist(volumes.named(session, volume_name), caller, archive_no)
        documents = volumes.documents(session, volume_name)
        later = [each for each in supplements.of_volume(session, volume_name) if each.package_sha256]
        record_view(session, resources, caller, Role.ARCHIVIST, View.VERIFICATION, volume=volume)
    return verified(resources, volume, documents, later)


def verified(
    resources: Resources, volume: Volume, documents: Sequence[FiledDocument], later: Sequence[Supplement]
) -> PackageVerified:
    """The same of a volume and its stored supplements, whoever asks."""
    now, volume_name = resources.clock.now(), volume.volume_name
    sealed = [each for each in documents if each.supplement_name is None]
    package = _Package(volume.volume_name, volume.package_key or "", volume.package_sha256 or "", sealed)
    stored, problems, examined = _examined(resources, package, now)
    previous = volume.package_sha256
    for supplement in later:
        of = [each for each in documents if each.supplement_name == supplement.supplement_name]
        package = _Package(
            supplement.supplement_name, supplement.package_key or "", supplement.package_sha256 or "", of
        )
        _, wrong, more = _examined(resources, package, now)
        if supplement.previous_sha256 != previous:
            wrong.append("supplement does not follow the package before it")
        problems += [f"{supplement.supplement_name}: {each}" for each in wrong]
        examined += more
        previous = supplement.package_sha256
    checks = list(four_checks(examined, volume.outcome))
    if problems:
        checks[1] = checks[1].model_copy(update={"passed": False, "note": f"{len(problems)} 处不符"})
    return PackageVerified(
        volume_name=volume_name,
        verified_at=now,
        whole=not problems and all(check.passed for check in checks),
        package_sha256=volume.package_sha256 or "",
        stored_sha256=sha256_hex(stored) if stored is not None else None,
        problems=tuple(problems),
        checks=tuple(checks),
    )


@dataclass(frozen=True)
class _Package:
    """The volume's, or one of its supplements'; `documents` lie in it."""

    name: str
    key: str
    sha256: str
    documents: Sequence[FiledDocument]


def _examined(
    resources: Resources, package: _Package, now: datetime
) -> tuple[bytes | None, list[str], list[ExaminedDocument]]:
    try:
        stored = resources.packages.fetch(package.key)
    except Defect:
        return None, ["package is missing"], []
    problems = [] if sha256_hex(stored) == package.sha256 else ["package is not the one that was filed"]
    problems += package_problems(stored, package.name)
    examined = []
    try:
        roots = _roots(stored, package.name)
    except (KeyError, *DAMAGED):
        return stored, problems or ["roots are missing"], []
    for document in package.documents:
        try:
            content = document_of(stored, package.name, document.file_name)
            examined.append(examine(content, _reference(document), roots, now, document.made_at))
        except Defect as defect:
            problems.append(str(defect))
        except (KeyError, *DAMAGED):
            problems.append(f"{document.kind} is missing")
    return stored, problems, examined


def _roots(package: bytes, volume_name: str) -> bytes:
    """The roots the package was filed with: they may be out of use when somebody looks."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return archive.read(f"{volume_name}/{_ROOTS}")


def _reference(document: FiledDocument) -> DocumentRef:
    pages = document.page_to - document.page_from + 1
    return DocumentRef(kind=document.kind, key="", sha256=document.sha256, sm3=document.sm3, pages=pages)
