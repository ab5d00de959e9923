"""The register stays findable when catalogues change, and clears old holds away."""

from __future__ import annotations

from datetime import timedelta

import pytest

from catalogues.names.composition import NameParts
from kernel.tokens import Role
from services.naming.contract import Verdict
from services.naming.domain import keys
from services.naming.domain.keys import NameKeys
from services.naming.domain.sounds import readings
from services.naming.operations import judgements, upkeep
from services.naming.operations.judgements import WishedName
from tests.integration.naming.conftest import Naming


def _judge(naming: Naming, trade_name: str, industry: str = "饺子") -> Verdict:
    wished = WishedName("140213", "GT002", trade_name, industry, "馆")
    return judgements.judge_name(naming.resources, wished).verdict


def _age(naming: Naming) -> None:
    """Give every name keys as an older catalogue would have made them."""
    naming.rows(
        "UPDATE naming.registered_name SET keys_version = 'old', meaning = '=' || industry_key, family = ''"
        " RETURNING id"
    )
    naming.rows("DELETE FROM naming.name_clue RETURNING name_id")


def test_names_with_old_keys_are_found_again(naming: Naming) -> None:
    """After a change of catalogues homophones and equivalent industries are found as before."""
    naming.hold("穆静")
    _age(naming)
    assert (_judge(naming, "木静"), _judge(naming, "穆静", "水饺")) == (Verdict.AVAILABLE, Verdict.AVAILABLE)
    rebuilt = upkeep.rebuild_keys(naming.resources)
    assert (rebuilt.rebuilt, rebuilt.version) == (1, keys.version())
    assert (_judge(naming, "木静"), _judge(naming, "穆静", "水饺")) == (Verdict.SIMILAR, Verdict.SAME)


def test_a_second_rebuild_changes_nothing(naming: Naming) -> None:
    """Names that have the present keys are left alone."""
    naming.hold("穆静")
    assert upkeep.rebuild_keys(naming.resources).rebuilt == 0


def test_stale_keys_break_an_invariant(naming: Naming) -> None:
    """Keys of another version are reported until they are rebuilt."""
    naming.hold("穆静")
    naming.rows("UPDATE naming.registered_name SET keys_version = 'old' RETURNING id")
    assert naming.broken_invariants() == ["names with keys of another version: 1"]
    upkeep.rebuild_keys(naming.resources)


def test_names_that_newer_keys_make_one_are_both_kept(naming: Naming, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two lawful names that a new catalogue calls the same, the second is grandfathered and none is lost."""
    naming.hold("穆静")
    naming.hold("穆静", "炒菜", confirmed=True)

    def one_meaning(parts: NameParts) -> NameKeys:
        found = keys.keys_of(parts)
        return NameKeys(
            found.full, found.order_key, found.trade_name, found.industry, "one", found.family,
            readings(found.trade_name), found.shape, found.fragments,
        )  # fmt: skip

    naming.rows("UPDATE naming.registered_name SET keys_version = 'old' RETURNING id")
    with monkeypatch.context() as patch:
        patch.setattr("services.naming.operations.upkeep.keys", _Keys(one_meaning))
        upkeep.rebuild_keys(naming.resources)
    rows = naming.rows("SELECT grandfathered FROM naming.registered_name WHERE status = 'held' ORDER BY id")
    assert [row[0] for row in rows] == [False, True]
    naming.rows("UPDATE naming.registered_name SET keys_version = 'old' RETURNING id")
    upkeep.rebuild_keys(naming.resources)
    assert naming.rows("SELECT id FROM naming.registered_name WHERE grandfathered") == []


class _Keys:
    """The module of keys with another way to make them."""

    def __init__(self, keys_of: object) -> None:
        self.keys_of = keys_of

    def version(self) -> str:
        return keys.version()


def test_only_very_old_holds_are_cleared_away(naming: Naming) -> None:
    """A hold that ended lately may still become a registered name; after thirty days it is released."""
    naming.hold("穆静")
    naming.clock.advance(timedelta(days=80))
    assert upkeep.release_overdue_holds(naming.resources).released == 0
    naming.clock.advance(timedelta(days=20))
    assert upkeep.release_overdue_holds(naming.resources).released == 1
    assert upkeep.release_overdue_holds(naming.resources).released == 0
    assert naming.rows("SELECT status, end_reason FROM naming.registered_name") == [("released", "expired")]


def test_an_overdue_hold_stands_in_nobodys_way(naming: Naming) -> None:
    """The name is free from the first instant after the hold, cleared away or not."""
    naming.hold("穆静")
    naming.clock.advance(timedelta(days=70))
    assert _judge(naming, "穆静") == Verdict.AVAILABLE


def test_an_operator_may_rebuild_keys_and_an_applicant_may_not(naming: Naming) -> None:
    """The route is for operations alone."""
    assert naming.client.post("/key-rebuilds", headers=naming.headers()).status_code == 403
    answer = naming.client.post("/key-rebuilds", headers=naming.headers(role=Role.OPERATIONS))
    assert answer.json() == {"version": keys.version(), "rebuilt": 0}


def test_look_alikes_are_found_in_the_register(naming: Naming) -> None:
    """末来香 is like 未来香, and the other way round, whichever came first."""
    naming.hold("未来香")
    assert _judge(naming, "末来香") == Verdict.SIMILAR
    naming.hold("由园春")
    assert _judge(naming, "田园春") == Verdict.SIMILAR
