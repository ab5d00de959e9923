"""Archive numbers, volume names, hash chains, filing information."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogues.archive import is_archive_no, is_volume_name
from kernel.errors import Defect
from services.archive.domain.chain import BEGINNING, link
from services.archive.domain.information import changed_fields, first_information
from services.archive.domain.numbering import VOLUME_NAME, archive_no, volume_name
from services.archive.settings import ArchiveSettings

DAY = date(2022, 2, 22)


def test_number_and_volume_of_the_notice() -> None:
    """14021300A000010-20220222 is authority 14021300, class A, tenth file, filed on 22 February 2022."""
    assert archive_no("14021300", "A", 10) == "14021300A000010"
    assert volume_name("14021300A000010", DAY, 1) == "14021300A000010-20220222"


def test_second_volume_of_a_day_is_told_apart() -> None:
    """The second and third volume of one file and day end in -2 and -3."""
    names = [volume_name("14021300A000010", DAY, n) for n in (2, 3)]
    assert names == ["14021300A000010-20220222-2", "14021300A000010-20220222-3"]
    assert all(re.fullmatch(VOLUME_NAME, name) for name in names)


@given(st.from_regex(r"[0-9]{8}", fullmatch=True), st.integers(1, 999_999))
def test_numbers_have_the_form_of_the_catalogue(authority: str, sequence: int) -> None:
    """Every number and volume name matches the patterns of the catalogue."""
    number = archive_no(authority, "A", sequence)
    assert is_archive_no(number) and is_volume_name(volume_name(number, DAY, 1))


@pytest.mark.parametrize(("authority", "sequence"), [("140213", 1), ("14021300", 0), ("14021300", 1_000_000)])
def test_malformed_numbers_are_defects(authority: str, sequence: int) -> None:
    """An authority of six digits, number zero and the millionth number are refused."""
    with pytest.raises(Defect, match=r"archive\.number_malformed"):
        archive_no(authority, "A", sequence)


def test_chain_depends_on_everything_before() -> None:
    """Another beginning or another content gives another link; the order of keys does not matter."""
    first = link(BEGINNING, {"a": 1, "b": "字"})
    assert first == link(BEGINNING, {"b": "字", "a": 1})
    assert len({first, link(first, {"a": 1, "b": "字"}), link(BEGINNING, {"a": 2, "b": "字"})}) == 3


def test_changed_fields_are_named() -> None:
    """Only what differs counts as changed."""
    before = first_information("LICENSED", "设立登记", "某局", datetime(2022, 2, 22, tzinfo=UTC))
    after = first_information("WITHDRAWN", "设立登记", "某局", datetime(2022, 2, 23, tzinfo=UTC))
    assert changed_fields(before, after) == ["reason", "filed_at"]
    assert changed_fields(before, before) == []
    assert before.digest() != after.digest()


def _settings(**more: Any) -> ArchiveSettings:
    ring = "k:" + "A" * 43 + "="
    given: dict[str, Any] = {
        "codec_keys": ring,
        "exchange_keys": ring,
        "keys": ring,
        "hash_key": "A" * 43 + "=",
        "part_key": "A" * 43 + "=",
        "part_authors": "",
        "s3_access_key": "a",
        "s3_secret_key": "s",
        "database_url": "postgresql+psycopg://",
    }
    return ArchiveSettings(**{**given, **more})


def test_packages_are_locked_for_thirty_years() -> None:
    """Only a laptop's stack locks for a day; a number of days outranks both."""
    assert _settings().lock.days >= 30 * 365
    assert _settings(environment="local").lock.days == 1
    assert _settings(environment="local", retention_days=3).lock.days == 3
