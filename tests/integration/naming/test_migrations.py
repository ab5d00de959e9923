"""Names that the releases before wrote are compared with those of their whole city, before and after their keys are
made again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Connection, create_engine, text

from catalogues import authorities, divisions
from catalogues.comparison_areas import area_of
from catalogues.names.composition import NameParts
from kernel.clock import FixedClock
from services.naming.contract import Verdict
from services.naming.domain.keys import NameKeys, keys_of
from services.naming.invariants import INVARIANTS
from services.naming.main import open_resources
from services.naming.operations import judgements, upkeep
from services.naming.operations.judgements import JudgedName, WishedName
from services.naming.operations.resources import Resources
from services.naming.settings import NamingSettings
from tests.fixtures.services.rows import broken, rows
from tests.integration.naming.conftest import NOW
from tests.servers import RunningPostgres

_SUFFIX = "（个体工商户）"
_CITY = "140200"


def _insert(connection: Connection, table: str, row: dict[str, Any]) -> None:
    places = ", ".join(f":{column}" for column in row)
    connection.execute(text(f"INSERT INTO naming.{table} ({', '.join(row)}) VALUES ({places})"), row)


def _name(connection: Connection, name_id: str, county: str, trade_name: str, suffix: str = "", **more: Any) -> None:
    """As the release before writes one, without an area."""
    parts = NameParts(divisions.name_prefix(county), trade_name, "饺子", "馆", suffix)
    keys = keys_of(parts)
    row = {
        "id": name_id, "authority_code": f"{county}00", "full_name": parts.full_name, "division": parts.division,
        "trade_name": trade_name, "industry": "饺子", "organisation_form": "馆", "full_key": keys.full,
        "order_key": keys.order_key, "trade_key": keys.trade_name, "industry_key": keys.industry,
        "meaning": keys.meaning, "family": keys.family, "keys_version": "of before", "status": "registered",
        "origin": "declared", "uscc": name_id, "since": datetime(2025, 3, int(name_id), tzinfo=UTC),
        "registered_on": date(2025, 4, 1), **more,
    }  # fmt: skip
    _insert(connection, "registered_name", row)
    for kind, value in _clues(keys) if row["status"] in {"held", "registered"} else ():
        clue = {"authority_code": f"{county}00", "kind": kind, "value": value, "family": keys.family}
        _insert(connection, "name_clue", clue | {"name_id": name_id})


def _clues(keys: NameKeys) -> Iterator[tuple[str, str]]:
    yield from (("s", reading) for reading in keys.readings)
    yield from (("f", fragment) for fragment in keys.fragments)


@pytest.fixture
def resources(postgres: RunningPostgres, naming_settings: NamingSettings) -> Iterator[Resources]:
    """A register that the release before filled, and that it writes one more name into after the change."""
    url = postgres.database("naming")
    postgres.migrate("naming", url, "0003")
    engine = create_engine(url)
    with engine.begin() as connection:
        _name(connection, "01", "140213", "穆静")
        _name(connection, "02", "140214", "穆静", _SUFFIX)
        held = {"status": "held", "uscc": None, "registered_on": None, "application_no": "1" * 23}
        _name(connection, "03", "140221", "未来香", _SUFFIX, **held, held_until=datetime(2027, 1, 1, tzinfo=UTC))
        _name(connection, "04", "140222", "宏远", status="deregistered", ended_on=date(2026, 11, 1))
        _name(connection, "05", "140105", "穆静")
    postgres.migrate("naming", url)
    with engine.begin() as connection:
        _name(connection, "06", "140223", "瑞禾", _SUFFIX)
    engine.dispose()
    found = open_resources(naming_settings.model_copy(update={"database_url": SecretStr(url)}), FixedClock(NOW))
    yield found
    found.database.close()


def _judge(resources: Resources, trade_name: str) -> JudgedName:
    return judgements.judge_name(resources, WishedName("140212", "GT002", trade_name, "饺子", "馆"))


def _conflicts(judged: JudgedName) -> list[str]:
    return sorted(finding.conflicting_name or "" for finding in judged.findings if finding.conflicting_name)


def test_names_of_before_are_compared_within_their_city(resources: Resources) -> None:
    """From the first moment on, and the same when they have the present keys: the same, one that sounds alike, one that
    looks alike and one at rest are found in every county of the city, with or without the suffix, and none beyond."""
    for _ in range(2):
        same = _judge(resources, "穆静")
        assert same.verdict == Verdict.SAME
        assert _conflicts(same) == ["大同市云冈区穆静饺子馆（个体工商户）", "大同市平城区穆静饺子馆"]
        assert _judge(resources, "木静").verdict == Verdict.SIMILAR
        assert _judge(resources, "末来香").verdict == Verdict.SIMILAR
        assert [finding.rule_id for finding in _judge(resources, "宏远").findings] == ["N-55"]
        upkeep.rebuild_keys(resources)
    found = rows(resources.database, "SELECT id, area_code, grandfathered FROM naming.registered_name ORDER BY id")
    assert [tuple(row) for row in found] == [
        ("01", _CITY, False), ("02", _CITY, True), ("03", _CITY, False), ("04", _CITY, False),
        ("05", "140100", False), ("06", _CITY, False),
    ]  # fmt: skip
    others = [found for found in broken(resources.database, INVARIANTS) if "without declaration" not in found]
    assert others == []


def test_a_name_that_the_release_before_writes_afterwards(resources: Resources) -> None:
    """It has no area at first; with the present keys, within the hour, it is found like the others."""
    assert upkeep.rebuild_keys(resources).rebuilt == 6
    assert _conflicts(_judge(resources, "瑞禾")) == ["广灵县瑞禾饺子馆（个体工商户）"]


@pytest.mark.parametrize("level", ["county", "city"])
def test_the_area_of_before_is_that_of_the_catalogue(level: str) -> None:
    """The change makes the area of the code alone, four digits of it: right for every authority that is served."""
    served = [each.code for each in authorities.all() if each.level == level]
    assert served
    assert [code for code in served if area_of(code) != f"{code[:4]}00"] == []
