"""What the archive keeps in the object store, to be compared with its rows: packages, by their digests each time, and
by the four properties (真实性、完整性、可用性、安全性; 档案法 Art. 39) each month."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from functools import partial

from sqlmodel import Session, col, func, select

from kernel.clock import local_date
from kernel.pdf.digests import sha256_hex
from kernel.stored import Keeping, Stored
from services.archive.operations.resources import Resources
from services.archive.operations.verification import verified
from services.archive.store import supplements, volumes
from services.archive.store.supplements import Supplement
from services.archive.store.volumes import Volume, VolumeStatus

DAYS = 30
"""Within so many days each volume is examined whole."""


def keepings(resources: Resources) -> tuple[Keeping, ...]:
    """Packages of one volume after the other, those of its supplements with it."""
    return (Keeping("stored_packages", partial(_packages, resources), _count),)


def _count(session: Session) -> int:
    return int(session.exec(select(func.count()).select_from(Volume)).one())


def _packages(resources: Resources, session: Session, place: str, most: int) -> Sequence[Stored]:
    name = col(Volume.volume_name)
    filed = select(Volume).where(name > place, col(Volume.status) == VolumeStatus.FILED)
    rows = session.exec(filed.order_by(name).limit(most)).all()
    today = local_date(resources.clock.now())
    found = []
    for volume in rows:
        later = [each for each in supplements.of_volume(session, volume.volume_name) if each.package_sha256]
        if is_turn(volume.volume_name, today):
            documents = volumes.documents(session, volume.volume_name)
            examine = partial(_four_properties, resources, volume, documents, later)
        else:
            examine = partial(_digests, resources, volume, later)
        found.append(Stored(volume.volume_name, volume.volume_name, examine))
    return found


def is_turn(volume_name: str, day: date) -> bool:
    """Whether this is the day of the month on which a volume is examined whole."""
    return hashlib.sha256(volume_name.encode()).digest()[0] % DAYS == day.toordinal() % DAYS


def _digests(resources: Resources, volume: Volume, later: Sequence[Supplement]) -> str | None:
    """That the store gives what was filed, locked as long as it was to be; a Defect where it gives nothing."""
    packages: tuple[Volume | Supplement, ...] = (volume, *later)
    for each in packages:
        key = each.package_key or ""
        if sha256_hex(resources.packages.fetch(key)) != each.package_sha256:
            return "完整性"
        if each.locked_until is not None and not resources.packages.is_locked_until(key, each.locked_until):
            return "安全性"
    return None


def _four_properties(resources: Resources, volume: Volume, documents: Sequence[volumes.FiledDocument],
                     later: Sequence[Supplement]) -> str | None:  # fmt: skip
    if (wrong := _digests(resources, volume, later)) is not None:
        return wrong
    told = verified(resources, volume, documents, later)
    failed = [check.property for check in told.checks if not check.passed]
    return None if told.whole else "、".join(failed) or "完整性"
