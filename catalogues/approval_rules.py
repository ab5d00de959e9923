"""The rules of automatic approval (智能审批): what each one tests, on which basis, and what follows."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import Literal

from catalogues import reading
from catalogues.errors import UnknownCode
from catalogues.filing_types.words import Section
from catalogues.law import Dated

Outcome = Literal["correct", "refer", "reject", "lapse", "by_value", "system_retry"]
Stage = Literal["submit", "approve", "issue"]


@dataclass(frozen=True, slots=True)
class ApprovalRule:
    """`outcome` is what follows when the test fails: correct (补正), refer (转人工), reject (不予登记),
    lapse (逾期), by_value (depends on what was found), system_retry (ours to repeat). `message` may hold
    words in braces. `applies_to` names kinds of filing, in the file `*.establishment`
    those of every kind of business; a defect is put right in `section` where its own finding does
    not say otherwise."""

    id: str
    name: str
    test: Dated
    legal_basis: Dated
    outcome: Outcome
    message: str
    stage: Stage
    applies_to: tuple[str, ...]
    section: Section


@cache
def _filing_types(wanted: str) -> tuple[str, ...]:
    """The kinds of filing that a word with `*` names; one without names itself."""
    if "*" not in wanted:
        return (wanted,)
    keys = (name.removeprefix("filing_types/").rsplit(".", 2)[0] for name in reading.file_names("filing_types/"))
    return tuple(dict.fromkeys(key for key in keys if fnmatchcase(key, wanted)))


@cache
def _by_id() -> dict[str, ApprovalRule]:
    return {
        entry["id"]: ApprovalRule(
            id=entry["id"],
            name=entry["name"],
            test=Dated.of(entry["test"]),
            legal_basis=Dated.of(entry["legal_basis"]),
            outcome=entry["outcome"],
            message=entry["message"],
            stage=entry["stage"],
            applies_to=tuple(key for wanted in entry["applies_to"] for key in _filing_types(wanted)),
            section=Section(entry["section"]),
        )
        for entry in reading.document("approval_rules.json")
    }


def all() -> tuple[ApprovalRule, ...]:
    """Every rule in the order of the ids."""
    return tuple(_by_id().values())


def get(id: str) -> ApprovalRule:
    """The rule with an id such as AR-05. Raises UnknownCode."""
    try:
        return _by_id()[id]
    except KeyError:
        raise UnknownCode("approval rules", id) from None


def of_stage(stage: Stage) -> tuple[ApprovalRule, ...]:
    """The rules that run at a stage."""
    return tuple(rule for rule in _by_id().values() if rule.stage == stage)


def applying_to(filing_type: str) -> tuple[ApprovalRule, ...]:
    """The rules that hold for a kind of filing such as `sole_trader.establishment`."""
    return tuple(rule for rule in _by_id().values() if filing_type in rule.applies_to)
