"""Known answers: names, what stands in the register, and the verdict with its rules.

A case gives a name either in the parts of the name builder or, as `kaiye names judge` reads it, in one piece.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from catalogues import name_rules, sole_trader_types
from catalogues.names.composition import NameParts, compose
from cli.names import Case, judge_case
from services.naming.domain.comparison import Neighbour
from services.naming.domain.judging import Judgement, judge
from services.naming.domain.keys import keys_of
from services.naming.domain.rules import Verdict

_ALL: list[dict[str, Any]] = json.loads((Path(__file__).parents[2] / "fixtures/names/cases.json").read_text("utf-8"))
ENTERPRISES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "fixtures/names/enterprise_cases.json").read_text("utf-8")
)
CASES = [case for case in _ALL if "name" not in case]
WHOLE = [case for case in _ALL if "name" in case]
TODAY = date(2026, 11, 20)


def _neighbour(entry: dict[str, Any]) -> Neighbour:
    parts = NameParts(**entry["name"])
    ended_on = date.fromisoformat(entry["ended_on"]) if "ended_on" in entry else None
    return Neighbour(parts.full_name, keys_of(parts), entry["state"], ended_on)


def _judge(case: dict[str, Any]) -> Judgement:
    parts = compose(case["county_code"], case["trade_name"], case["industry"], case["organisation_form"])
    return judge(
        parts,
        sole_trader_types.get(case["type_code"]),
        [_neighbour(entry) for entry in case.get("register", ())],
        TODAY,
        case.get("operator_name"),
    )


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_the_verdict_and_its_rules_are_those_known(case: dict[str, Any]) -> None:
    """Each name gets the verdict it must get, by the rules it must break, and by no other rule."""
    judgement = _judge(case)
    assert (judgement.verdict.value, sorted({o.rule.id for o in judgement.objections})) == (
        case["verdict"],
        sorted(case["rules"]),
    )


@pytest.mark.parametrize("case", [case for case in CASES if "article" in case], ids=lambda case: case["why"])
def test_the_article_is_named(case: dict[str, Any]) -> None:
    """The gravest objection names the article it rests on."""
    assert case["article"] in _judge(case).objections[0].rule.article.on(TODAY)


@pytest.mark.parametrize("case", [c for c in CASES if c["rules"]], ids=lambda case: case["why"])
def test_every_objection_says_what_to_do(case: dict[str, Any]) -> None:
    """Every objection has a text and a remedy in both languages, with no gap left in them."""
    for objection in _judge(case).objections:
        texts = (objection.rule.zh, objection.rule.en, objection.rule.remedy_zh, objection.rule.remedy_en)
        assert all(texts)
        assert not any("{" in text for text in texts)


@pytest.mark.parametrize("case", WHOLE, ids=[f"{case['why']}: {case['name']}" for case in WHOLE])
def test_a_whole_name_is_judged_as_known(case: dict[str, Any]) -> None:
    """A name in one piece falls into the known parts, gets the known verdict by the known rules and article, and five
    others are offered where it is not free."""
    answer = judge_case(Case.model_validate(case), case["county"])
    rules = sorted(finding["rule_id"] for finding in answer["findings"])
    assert (answer["verdict"], rules) == (case["verdict"], case["rules"])
    if "parts" in case:
        assert list(answer["parts"].values())[:4] == case["parts"]
    if "article" in case:
        assert case["article"] in answer["findings"][0]["article"]
    if case["verdict"] != "AVAILABLE":
        assert len(answer["alternatives"]) >= 5


@pytest.mark.parametrize(
    "case", [c for c in WHOLE if c["verdict"] in {"SAME", "SIMILAR"}], ids=lambda case: case["why"]
)
def test_each_alternative_is_free_itself(case: dict[str, Any]) -> None:
    """What is offered instead, judged against the same register, is available."""
    for name in judge_case(Case.model_validate(case), case["county"])["alternatives"]:
        again = judge_case(Case.model_validate(case | {"name": name}), case["county"])
        assert again["verdict"] == "AVAILABLE"


def test_there_are_enough_cases() -> None:
    """Every verdict and every rule that can be met has a case."""
    met = {rule for case in (*_ALL, *ENTERPRISES) for rule in case["rules"]}
    assert len(_ALL) >= 500
    assert {rule.id for rule in name_rules.all()} <= met
    assert {case["verdict"] for case in WHOLE} == {verdict.value for verdict in Verdict}
