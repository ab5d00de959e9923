"""Giving a name back, and making it the registered one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kernel.errors import Defect, Refusal
from services.naming.contract import ConfirmName, ReleaseName, Verdict
from services.naming.operations import holds
from services.naming.store import register
from services.naming.store.register import NameStatus
from tests.integration.naming.conftest import OTHER_USCC, USCC, Naming

DAY = date(2026, 11, 21)


def _held(naming: Naming, trade_name: str = "穆静") -> str:
    application_no = naming.application()
    naming.hold(trade_name, application_no=application_no)
    return application_no


def _release(naming: Naming, application_no: str, reason: str = "withdrawn") -> bool:
    request = ReleaseName(application_no=application_no, reason=reason)
    return holds.release_name(naming.resources, request).released


def _confirm(naming: Naming, application_no: str, uscc: str = USCC) -> bool:
    request = ConfirmName(application_no=application_no, uscc=uscc, registered_on=DAY)
    return holds.confirm_name(naming.resources, request).confirmed


def test_a_released_name_is_free(naming: Naming) -> None:
    """Somebody else may take it at once."""
    assert _release(naming, _held(naming))
    assert naming.hold("穆静").verdict == Verdict.AVAILABLE


def test_releasing_again_answers_the_same(naming: Naming) -> None:
    """Idempotent by application: the second time nothing changes."""
    application_no = _held(naming)
    assert [_release(naming, application_no), _release(naming, application_no)] == [True, True]


def test_without_a_hold_nothing_is_released(naming: Naming) -> None:
    """An application that wanted no name is answered, not refused."""
    assert not _release(naming, naming.application())


def test_a_registered_name_is_not_released(naming: Naming) -> None:
    """What is on a licence stays taken."""
    application_no = _held(naming)
    _confirm(naming, application_no)
    assert not _release(naming, application_no)
    assert naming.declare("穆静").verdict == Verdict.SAME


def test_a_confirmed_name_is_registered(naming: Naming) -> None:
    """It carries the entity's code and day, and stays taken after the two months."""
    _confirm(naming, _held(naming))
    assert naming.rows("SELECT status, uscc, registered_on FROM naming.registered_name") == [("registered", USCC, DAY)]
    naming.clock.advance(timedelta(days=400))
    assert naming.declare("穆静").verdict == Verdict.SAME


def test_confirming_again_answers_the_same(naming: Naming) -> None:
    """Idempotent by application."""
    application_no = _held(naming)
    assert [_confirm(naming, application_no), _confirm(naming, application_no)] == [True, True]


def test_without_a_name_nothing_is_confirmed(naming: Naming) -> None:
    """An application that wanted no name, or gave it back, has none to confirm."""
    given_back = _held(naming)
    _release(naming, given_back)
    assert not _confirm(naming, naming.application())
    assert not _confirm(naming, given_back)


def test_a_hold_over_time_is_confirmed_if_nobody_took_it(naming: Naming) -> None:
    """The licence has been issued in this name: it is made good."""
    application_no = _held(naming)
    naming.clock.advance(timedelta(days=63))
    assert _confirm(naming, application_no)


def test_a_lost_hold_is_a_defect(naming: Naming) -> None:
    """A licence in a name that somebody else holds by now must reach a person."""
    application_no = _held(naming)
    naming.clock.advance(timedelta(days=63))
    naming.hold("穆静")
    with pytest.raises(Defect, match=r"naming\.hold_lost"):
        _confirm(naming, application_no)


def test_another_code_for_the_same_application_is_a_defect(naming: Naming) -> None:
    """One application makes one entity."""
    application_no = _held(naming)
    _confirm(naming, application_no)
    with pytest.raises(Defect, match=r"naming\.registered_otherwise"):
        _confirm(naming, application_no, OTHER_USCC)


def test_a_wrong_code_is_a_defect(naming: Naming) -> None:
    """A code that does not check is never written beside a name."""
    with pytest.raises(Defect, match=r"naming\.uscc_invalid"):
        _confirm(naming, _held(naming), "92140213MA0MU7MP44")


def test_the_name_before_rests_for_a_year(naming: Naming) -> None:
    """Who registers another name lets go of the first one, which nobody has within a year, the last day included
    (企业名称登记管理规定 Art. 17)."""
    _confirm(naming, _held(naming, "穆静"))
    _confirm(naming, _held(naming, "晓云归"))
    assert naming.rows("SELECT trade_name, status, ended_on FROM naming.registered_name ORDER BY trade_name DESC") == [
        ("穆静", "changed", DAY),
        ("晓云归", "registered", None),
    ]
    naming.clock.advance(timedelta(days=364))
    assert naming.declare("穆静").verdict != Verdict.AVAILABLE
    naming.clock.advance(timedelta(days=3))
    assert naming.declare("穆静").verdict == Verdict.AVAILABLE


def test_nobody_takes_the_name_of_a_business_that_ended(naming: Naming) -> None:
    """Within the year, its last day included, another applicant hears that the name is taken and cannot hold it; on the
    day after it is free for anybody (企业名称登记管理规定 Art. 17)."""
    _confirm(naming, _held(naming, "穆静"))
    with naming.resources.database.transaction() as session:
        assert register.end_all(session, USCC, NameStatus.DEREGISTERED, DAY)
    naming.clock.advance(timedelta(days=364))
    assert naming.declare("穆静", subject="account-2").verdict == Verdict.SAME
    with pytest.raises(Refusal) as refused:
        naming.hold("穆静", application_no=naming.application(), subject="account-2")
    assert refused.value.code == "naming.name_taken"
    naming.clock.advance(timedelta(days=3))
    naming.hold("穆静", application_no=naming.application(), subject="account-2")
