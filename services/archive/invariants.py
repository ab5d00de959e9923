"""What must always hold in the archive; each check reads only and names numbers and volumes, never people."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import text
from sqlmodel import Session, col, select

from kernel.errors import Defect
from kernel.pdf.digests import sha256_hex
from services.archive.domain.chain import BEGINNING, link
from services.archive.operations.numbering import log_content
from services.archive.operations.resources import Resources
from services.archive.store.records import InformationChange
from services.archive.store.supplements import Supplement
from services.archive.store.volumes import ArchiveCounter, FiledDocument, Volume, VolumeStatus

Invariant = Callable[[Session], list[str]]


def _found(session: Session, statement: str, message: str) -> list[str]:
    return [f"{message}: {row[0]}" for row in session.connection().execute(text(statement))]


def numbers_have_no_gaps(session: Session) -> list[str]:
    """An authority's numbers run from 1 to its counter, each with one file."""
    return _found(
        session,
        "SELECT c.authority_code || c.class_letter FROM archive.archive_counter c LEFT JOIN archive.entity_file f"
        " USING (authority_code, class_letter) GROUP BY c.authority_code, c.class_letter, c.last_number"
        " HAVING count(f.sequence) <> c.last_number OR coalesce(max(f.sequence), 0) <> c.last_number"
        " OR coalesce(min(f.sequence), 1) <> 1",
        "numbers with gaps",
    )


def every_file_has_a_volume(session: Session) -> list[str]:
    """A number is taken only together with a volume of the same authority."""
    return _found(
        session,
        "SELECT f.archive_no FROM archive.entity_file f WHERE NOT EXISTS (SELECT FROM archive.archive_volume v"
        " WHERE v.archive_no = f.archive_no AND v.authority_code = f.authority_code)",
        "file without volume",
    )


def filed_volumes_have_documents(session: Session) -> list[str]:
    """A filed volume has an inventory and a filing record, numbered without gaps; one not filed has nothing."""
    return _found(
        session,
        "SELECT v.volume_name FROM archive.archive_volume v LEFT JOIN archive.filed_document d USING (volume_name)"
        " GROUP BY v.volume_name, v.status HAVING CASE WHEN v.status <> 'NUMBERED' THEN"
        " min(d.number) IS DISTINCT FROM 0 OR max(d.number) <> count(d.number) - 1"
        " OR count(*) FILTER (WHERE d.kind = 'filing_record') <> 1"
        " ELSE count(d.number) > 0 END",
        "volume and documents disagree",
    )


def log_is_unbroken(session: Session) -> list[str]:
    """Each volume's link covers the link before it and its own manifest, up to the head of the authority's log."""
    broken = []
    for counter in session.exec(select(ArchiveCounter)).all():
        index, previous = 0, BEGINNING
        of_counter = select(Volume).where(
            col(Volume.authority_code) == counter.authority_code, col(Volume.class_letter) == counter.class_letter
        )
        for volume in session.exec(of_counter.order_by(col(Volume.log_index))):
            index += 1
            content = log_content(
                index,
                volume.volume_name,
                volume.application_no,
                volume.manifest_sha256,
                volume.manifest_sm3,
                volume.filed_at,
            )
            linked = volume.log_index == index and volume.log_previous == previous
            if not linked or volume.log_root != link(previous, content):
                broken.append(f"log broken at volume: {volume.volume_name}")
            previous = volume.log_root
        if (counter.last_index, counter.log_root) != (index, previous):
            broken.append(f"log does not end at its head: {counter.authority_code}{counter.class_letter}")
    return broken


def audit_is_unbroken(session: Session) -> list[str]:
    """Each edit follows the one before, holds its digest, and the last revision is the volume's."""
    broken = []
    number: dict[str, int] = {}
    last: dict[str, str] = {}
    ordered = select(InformationChange).order_by(col(InformationChange.volume_name), col(InformationChange.number))
    for change in session.exec(ordered):
        name = change.volume_name
        number[name] = number.get(name, 0) + 1
        follows = change.number == number[name] and change.previous == last.get(name, BEGINNING)
        if not follows or change.link != change.expected_link():
            broken.append(f"audit broken at: {name}/{change.number}")
        last[name] = change.link
    for name, revision in session.exec(select(Volume.volume_name, Volume.revision)):
        if revision != number.get(name, 0) + 1:
            broken.append(f"revision and audit disagree: {name}")
    return broken


def supplements_follow_their_volume(session: Session) -> list[str]:
    """A volume's supplements count from 1, each names the package before it by digest, and has documents once stored;
    only the last may still be under way."""
    broken = []
    digest: dict[str, str | None] = {}
    number: dict[str, int] = {}
    of_volume = dict(session.exec(select(Volume.volume_name, Volume.package_sha256)).all())
    filled = set(session.exec(select(FiledDocument.supplement_name).distinct()))
    for each in session.exec(select(Supplement).order_by(col(Supplement.volume_name), col(Supplement.number))):
        name = each.volume_name
        number[name] = number.get(name, 0) + 1
        before = digest.get(name, of_volume.get(name))
        if each.number != number[name] or each.previous_sha256 != before:
            broken.append(f"supplement out of order: {each.supplement_name}")
        if (each.package_sha256 is not None) != (each.supplement_name in filled):
            broken.append(f"supplement and documents disagree: {each.supplement_name}")
        digest[name] = each.package_sha256
    return broken


def stored_packages_are_those_filed(resources: Resources, session: Session, limit: int = 50) -> list[str]:
    """A random sample of filed volumes: the store still has the package that was filed.

    Needs the object store, so it takes resources and stands beside INVARIANTS.
    """
    query = select(Volume).where(col(Volume.status) == VolumeStatus.FILED).order_by(text("random()")).limit(limit)
    broken = []
    for volume in session.exec(query):
        try:
            stored = sha256_hex(resources.packages.fetch(volume.package_key or ""))
        except Defect:
            stored = "missing"
        if stored != volume.package_sha256:
            broken.append(f"package is not the one that was filed: {volume.volume_name}")
    return broken


INVARIANTS: tuple[Invariant, ...] = (
    numbers_have_no_gaps,
    every_file_has_a_volume,
    filed_volumes_have_documents,
    log_is_unbroken,
    audit_is_unbroken,
    supplements_follow_their_volume,
)
