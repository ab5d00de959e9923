"""What people are told about names: objections, what is offered instead, and the keys the register keeps."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from catalogues import sole_trader_types
from catalogues.names.composition import compose
from catalogues.names.parsing import parse, read
from cli.names import Case, _neighbour, _type
from services.naming.domain import judging, suggestions
from services.naming.domain.comparison import Neighbour, compare
from services.naming.domain.judging import Judgement
from services.naming.domain.keys import keys_of
from services.naming.domain.rules import Objection
from services.naming.domain.whole_names import read_whole
from tests.unit.naming.test_cases import CASES, ENTERPRISES, TODAY, WHOLE
from tests.unit.naming.test_cases import _judge as judge_parts

APPROVED = Path(__file__).resolve().parents[2] / "fixtures" / "names" / "told.json"

SHOWN = 24
"""So many alternatives are approved for each wish but the first two, of which all are."""

WISHES = (
    ("taken by another", "穆静", "饺子", "馆", "GT002", None),
    ("taken by another, three characters", "满堂红", "水果", "店", "GT012", None),
    ("in a related industry", "穆静", "火锅", "店", "GT002", None),
    ("a forbidden word", "中国味道", "饺子", "馆", "GT002", None),
    ("one character", "静", "理发", "店", "GT051", None),
    ("Latin letters, with the operator's name", "ABC", "饺子", "馆", "GT002", "穆　静雅"),
    ("an industry nobody knows, without a type", "穆静", "梦幻", "店", None, None),
    ("an industry of another type", "穆静", "手机", "公司", "GT002", None),
    ("a form that says the industry, without a type", "穆静", "", "超市", None, None),
    ("no trade name and a company's form, without a type", "", "饺子", "有限公司", None, None),
    ("an industry of no type and a company's form", "穆静", "报刊", "公司", None, None),
    ("a forbidden word in the industry", "穆静", "中国饺子", "馆", "GT002", None),
    ("the whole name and a traditional character", "大同市平城区穆靜餃子館", "饺子", "馆", "GT002", None),
)
"""Situation, trade name, industry, form, type, operator."""

KEPT = (
    "大同市平城区穆静饺子馆",
    "大同市平城区穆靜牛杂面馆（个体工商户）",
    "大同市平城区长乐超市",
    "大同市平城区吕家小吃店",
    "大同市平城区未来香梦幻店",
    "穆静",
)


def told(title: str, objection: Objection) -> dict[str, Any]:
    """An objection as it is shown, with the case it is made in."""
    return {
        "case": title,
        "part": objection.part,
        **asdict(objection.rule),
        "article": objection.rule.article.on(TODAY),
    } | {
        "word": objection.word,
        "category": objection.category,
        "conflicting_name": objection.conflicting_name,
    }


def of_rules() -> dict[str, list[dict[str, Any]]]:
    """The first objection of each rule to each part in the known cases."""
    found: dict[str, list[dict[str, Any]]] = {}
    met: set[tuple[str, str]] = set()
    for title, case in KNOWN.items():
        for objection in _judge(case).objections:
            if (objection.rule.id, objection.part) not in met:
                met.add((objection.rule.id, objection.part))
                found.setdefault(objection.rule.id, []).append(told(title, objection))
    return dict(sorted(found.items()))


def of_rule(rule_id: str, titles: Iterable[str]) -> list[dict[str, Any]]:
    """The first objection of a rule in each of these cases."""
    return [told(title, next(o for o in _judge(KNOWN[title]).objections if o.rule.id == rule_id)) for title in titles]


def _title(case: dict[str, Any]) -> str:
    parts = ("trade_name", "industry", "organisation_form")
    return f"{case['why']}: {case['name'] if 'name' in case else '｜'.join(case[part] for part in parts)}"


KNOWN = {_title(case): case for case in (*CASES, *WHOLE, *ENTERPRISES)}


def _judge(case: dict[str, Any]) -> Judgement:
    if "name" not in case:
        return judge_parts(case)
    known = Case.model_validate(case)
    assert known.on is not None
    whole = read_whole(known.name, known.county, known.on, known.operator, known.kind)
    taken = (_neighbour(existing, known.county, known.on) for existing in known.existing)
    return judging.judge(
        whole.parts, _type(known.type), filter(None, taken), known.on, known.operator, whole.objections, known.kind
    )


def of_alternatives() -> dict[str, dict[str, str]]:
    """What is offered in some situations, in its order: the trade names under what stays around them."""
    offered = {wish[0]: _offered(*wish[1:]) for wish in WISHES}
    whole = {wish[0] for wish in WISHES[:2]}
    return {
        situation: {around: " ".join(names if situation in whole else names[:SHOWN]) for around, names in near.items()}
        for situation, near in offered.items()
    }


def _offered(trade_name: str, industry: str, form: str, code: str | None, own: str | None) -> dict[str, list[str]]:
    parts = compose("140213", trade_name, industry, form)
    kind = sole_trader_types.get(code) if code else None
    taken = [Neighbour(name, keys_of(parse(name)), "in_use") for name in _TAKEN]
    objections = (*judging.examine(parts, kind, own), *compare(keys_of(parts), taken, TODAY))
    offered: dict[str, list[str]] = {}
    for candidate in suggestions.candidates(parts, kind, objections, own):
        offered.setdefault(candidate.with_trade_name("…").full_name, []).append(candidate.trade_name)
    return offered


_TAKEN = ("大同市平城区穆静饺子馆", "大同市平城区满堂红水果店")


def of_keys() -> dict[str, dict[str, Any]]:
    """The keys under which names stand in the register."""
    return {name: asdict(keys_of(parse(name))) for name in KEPT}


def of_readings() -> dict[str, str]:
    """Each whole name of the known cases in its four parts, and the suffix; ？ where the industry word is a guess."""
    return {case["name"]: _read(case) for case in WHOLE}


def _read(case: dict[str, Any]) -> str:
    name = read(case["name"], str(case["county"]), case.get("operator"))
    parts = name.parts
    division = "·".join(filter(None, (name.head, name.town, name.village)))
    industry = parts.industry + ("？" if name.guessed else "")
    return "｜".join((division, parts.trade_name, industry, parts.organisation_form, parts.suffix)).rstrip("｜")


def everything() -> dict[str, Any]:
    """What is approved."""
    return {
        "rules": of_rules(),
        "alternatives": of_alternatives(),
        "keys": of_keys(),
        "readings": of_readings(),
    }


if __name__ == "__main__":
    APPROVED.write_text(json.dumps(everything(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
