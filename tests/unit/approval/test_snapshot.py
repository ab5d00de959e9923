"""The digest of a case, and parts that must belong together."""

from __future__ import annotations

import pytest

from services.approval.domain.results import CASE_OUTCOMES, as_case_outcome
from services.approval.domain.snapshot.case import digest
from tests.fixtures.approval.cases import case, parts, snapshot


def test_the_digest_is_known() -> None:
    """The digests of the valid case, computed when this test was written: whoever changes one breaks old decisions.

    The second is of parts as they were while the name travelled in the application too.
    """
    assert digest(case()) == "4f94c4f33427943973127333ac8a94befc3c6c8b9908421cb1ad991b9ee4c2bc"
    given = parts()
    for added in ("name_sha256", "filing_type", "filing_type_edition", "parties"):
        del given["application"][added]
    given["application"] |= {"needs_name": True, "full_name": "大同市平城区晓禾饺子馆"}
    assert digest(snapshot(given)) == "ac252cb20a8d00b4724d21fd07aa9fb2da514a7c2d1bf9f7f46ad9534f1d2cba"


def test_parts_of_the_release_before_print_the_held_name() -> None:
    """While the application still told the name, it was compared as text."""
    given = parts()
    del given["application"]["name_sha256"]
    given["application"] |= {"needs_name": True, "full_name": given["name"]["full_name"]}
    assert snapshot(given).prints_the_held_name()
    given["application"]["full_name"] = "大同市平城区晓荷饺子馆"
    assert not snapshot(given).prints_the_held_name()


@pytest.mark.parametrize("part", ["application", "name", "authentication", "signatures", "facts"])
def test_one_part_of_another_application_is_noticed(part: str) -> None:
    """Each of the parts must be of the case's own application."""
    assert case().belongs_together()
    others = getattr(case(), part).model_copy(update={"application_no": "1" * 23})
    assert not case().model_copy(update={part: others}).belongs_together()


def test_a_case_without_a_name_belongs_together() -> None:
    """A part that does not exist contradicts nothing."""
    assert case().model_copy(update={"name": None}).belongs_together()


def test_outcomes_are_read_back() -> None:
    """The four outcomes are known, and nothing else is one."""
    assert tuple(map(as_case_outcome, CASE_OUTCOMES)) == CASE_OUTCOMES
    with pytest.raises(ValueError, match="PASS"):
        as_case_outcome("PASS")
