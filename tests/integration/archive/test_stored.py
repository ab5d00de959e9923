"""What lies in the store is compared with the archive's rows again and again; what is not as it was filed is told."""

from __future__ import annotations

from datetime import timedelta

from kernel.stored import check_slice, passes
from services.archive.operations import stored
from tests.integration.archive.conftest import Archive

_HOUR = timedelta(hours=1)


def _findings(archive: Archive) -> list[str]:
    return [row[0] for row in archive.rows("SELECT subject FROM archive.log_finding WHERE gone_at IS NULL")]


def test_a_package_that_is_not_the_one_that_was_filed(archive: Archive) -> None:
    """Altered, hidden behind another version, or gone: told by its volume within the next pass, and no longer once it
    is there again. Nothing is examined before it is time, and every property of it on its day of the month."""
    filed = archive.filed()
    database, packages = archive.resources.database, archive.resources.packages
    (keeping,) = stored.keepings(archive.resources)
    key, whole = archive.rows("SELECT package_key FROM archive.archive_volume")[0][0], archive.package(filed)
    store, bucket = packages._store, packages._bucket
    now = archive.resources.clock.now()
    locked = archive.rows("SELECT locked_until FROM archive.archive_volume")[0][0]

    def examined(hours: int) -> list[str]:
        assert check_slice(database, "archive", keeping, now + hours * _HOUR, _HOUR) is not None
        return _findings(archive)

    assert examined(0) == []
    assert check_slice(database, "archive", keeping, now + timedelta(minutes=59), _HOUR) is None
    (ended,) = passes(database, "archive")
    assert (ended.checked, ended.broken, ended.place, ended.ended_at) == (1, 0, None, now)
    packages.store(key, whole[:-1] + b"!", locked)
    assert examined(1) == [f"{filed.volume_name}: 完整性"]
    assert passes(database, "archive")[0].broken == 1
    store.put(bucket, key, whole)
    assert examined(2) == [f"{filed.volume_name}: 安全性"]  # the same bytes, which anybody may delete
    store._client.remove_object(bucket, key)
    assert examined(3) == [f"{filed.volume_name}: objects.absent"]
    packages.store(key, whole, locked)
    assert examined(4) == []


def test_the_four_properties_come_each_month(archive: Archive) -> None:
    """Of thirty days one is a volume's own; then all of it is examined, and its properties are named."""
    filed = archive.filed()
    (volume,) = archive.rows("SELECT volume_name FROM archive.archive_volume")
    today = archive.resources.clock.now().date()
    days = [day for day in range(stored.DAYS) if stored.is_turn(volume[0], today + timedelta(days=day))]
    assert len(days) == 1 and filed.volume_name == volume[0]
