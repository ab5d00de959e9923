"""Decisions made again: by their own rules, and by rules that somebody proposes; the command that does it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli import decision
from kernel.errors import Refusal
from services.approval.domain.rule_edition import RuleEdition, read_edition
from services.approval.operations import replaying
from services.approval.operations.deciding import decide_case
from services.approval.operations.replaying import compare, replay
from tests.integration.approval.conftest import DEFECTIVE, REFERRED, REJECTED, Office

CAPITAL = ("/application/capital_amount", "100")
STRICTER = {"title": "资金数额上限五十万元", "thresholds": [{"key": "most_capital", "value": "50"}]}


def _edition(content: dict[str, Any]) -> RuleEdition:
    return read_edition(json.dumps(content).encode())


@pytest.mark.parametrize("changes", [(), (DEFECTIVE,), (REFERRED,), (REJECTED,)])
def test_a_decision_can_be_replayed(office: Office, changes: tuple[tuple[str, object], ...]) -> None:
    """From the kept references alone the rules give the kept record, byte for byte, at any later time."""
    request = office.request(*changes)
    decide_case(office.resources, request)
    office.clock.advance(timedelta(days=40))
    [(digest,)] = office.rows("SELECT record_digest FROM approval.decision")
    again = replay(office.resources, request.application_no, 1)
    assert again.identical and hashlib.sha256(again.again).hexdigest() == digest


def test_the_last_submission_is_replayed_unless_one_is_named(office: Office) -> None:
    """A corrected application has two decisions; each can be made again."""
    request = office.request(DEFECTIVE)
    decide_case(office.resources, request)
    office.decide(submission=2, application_no=request.application_no)
    assert replay(office.resources, request.application_no).submission == 2
    assert replay(office.resources, request.application_no, 1).outcome == "CORRECT"


def test_a_replay_on_other_catalogues_says_so(office: Office) -> None:
    """A comparison across editions would prove nothing, so it is refused; so is one of no decision."""
    request = office.request()
    decide_case(office.resources, request)
    office.rows("UPDATE approval.decision SET catalogue_edition = 'other' RETURNING 1")
    with pytest.raises(Refusal, match="edition_differs"):
        replay(office.resources, request.application_no)
    with pytest.raises(Refusal, match=r"decision\.not_found"):
        replay(office.resources, request.application_no, 2)


def test_a_changed_record_is_not_identical(office: Office) -> None:
    """A result altered in the stored record is named by its rule."""
    request = office.request()
    decided = decide_case(office.resources, request)
    office.rows(
        "UPDATE approval.decision SET record = convert_to(replace(convert_from(record, 'UTF8'),"
        ' \'{"article":"条例第十五条；实施细则第十四、十六条"\', \'{"article":"无"\'), \'UTF8\') RETURNING 1'
    )
    again = replay(office.resources, request.application_no)
    assert (again.identical, again.rule_ids) == (False, ("AR-01",))
    office.expected.append(f"decision {decided.decision_no}: its record changed")


def test_a_stricter_edition_changes_what_it_should(office: Office) -> None:
    """Only the decision that the limit concerns changes, with the rule that makes the difference."""
    office.decide()
    wealthy = office.request(CAPITAL)
    decide_case(office.resources, wealthy)
    office.decide(REJECTED)
    compared = list(compare(office.resources, _edition(STRICTER)))
    assert [(c.application_no, c.outcome, c.would_be, c.rule_ids) for c in compared if c.changes] == [
        (wealthy.application_no, "APPROVE", "REFER", ("AR-34",))
    ]
    assert len(compared) == 3


def test_a_rule_switched_off_approves_what_it_referred(office: Office) -> None:
    """Without the rule about duplicates the referred case would have been approved; nothing is written."""
    number = office.referred()
    before = office.rows("SELECT d::text FROM approval.decision d")
    [compared] = compare(office.resources, _edition({"title": "x", "rules": [{"id": "AR-38", "off": True}]}))
    assert (compared.application_no, compared.would_be, compared.rule_ids) == (number, "APPROVE", ("AR-38",))
    assert office.rows("SELECT d::text FROM approval.decision d") == before


def test_all_pages_are_compared(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many decisions there are, each is compared once."""
    monkeypatch.setattr(replaying, "_PAGE", 2)
    numbers = [office.request() for _ in range(5)]
    for request in numbers:
        decide_case(office.resources, request)
    compared = [each.application_no for each in compare(office.resources, _edition(STRICTER))]
    assert sorted(compared) == sorted(request.application_no for request in numbers)


def test_decisions_since_a_day_in_china(office: Office) -> None:
    """The day begins at midnight in China; decisions of the day before are left out."""
    office.decide()
    assert len(list(compare(office.resources, _edition(STRICTER), date(2026, 11, 20)))) == 1
    assert list(compare(office.resources, _edition(STRICTER), date(2026, 11, 21))) == []


def test_what_cannot_be_judged_is_said(office: Office) -> None:
    """A decision whose parts do not belong together is named as trouble, and the others are compared."""
    mine, others = office.request(), office.request()
    decide_case(office.resources, mine)
    decide_case(office.resources, others)
    office.rows(
        "UPDATE approval.decision SET inputs = jsonb_set(inputs, '{request,parts,filing_facts}', :facts ::jsonb)"
        " WHERE application_no = :number RETURNING 1",
        facts=others.part("filing_facts").model_dump_json(),
        number=mine.application_no,
    )
    troubles = {c.application_no: c.trouble for c in compare(office.resources, _edition(STRICTER))}
    assert troubles == {
        mine.application_no: "approval.parts_of_different_applications",
        others.application_no: None,
    }


@pytest.fixture
def kaiye(office: Office, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`kaiye decision`, on this office instead of a running stack."""

    @contextmanager
    def here(*_: object) -> Iterator[Any]:
        yield office.resources

    monkeypatch.setattr(decision, "opened_approval", here)
    monkeypatch.setenv("COLUMNS", "80")
    return lambda *words: CliRunner().invoke(decision.app, list(words))


def test_the_command_ends_with_one_when_bytes_differ(office: Office, kaiye: Any) -> None:
    """0 for the same bytes, 1 for others, 2 where there is nothing to compare."""
    request = office.request()
    decided = decide_case(office.resources, request)
    same = kaiye("replay", request.application_no)
    assert (same.exit_code, "IDENTICAL" in same.output) == (0, True)
    assert kaiye("replay", "9" * 23).exit_code == 2
    office.rows("UPDATE approval.decision SET record = record || ' '::bytea RETURNING 1")
    assert kaiye("replay", request.application_no).exit_code == 1
    office.expected.append(f"decision {decided.decision_no}: its record changed")


def test_the_command_compares_without_naming_anybody(office: Office, kaiye: Any, tmp_path: Path) -> None:
    """Numbers, outcomes and rules are printed; no name, number or phone of a person."""
    request = office.request(CAPITAL)
    decide_case(office.resources, request)
    file = tmp_path / "rules.json"
    file.write_text(json.dumps(STRICTER), encoding="utf-8")
    shown = kaiye("compare", "--rules", str(file), "--since", "2026-11-20")
    assert shown.exit_code == 0
    for words in (request.application_no, "APPROVE", "REFER", "AR-34", "changes 1 of 1"):
        assert words in shown.output
    for secret in ("张晓禾", "140213199001011233", "13800000025", "李建国"):
        assert secret not in shown.output


def test_the_command_refuses_a_wrong_file(kaiye: Any, tmp_path: Path) -> None:
    """What is wrong with the file is said with its place."""
    file = tmp_path / "rules.json"
    file.write_text('{"title": "x", "rules": [{"id": "AR-99", "off": true}]}', encoding="utf-8")
    shown = kaiye("compare", "--rules", str(file))
    assert (shown.exit_code, "/rules/0/id" in shown.output) == (2, True)
