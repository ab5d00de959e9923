"""Loading the names that an authority has registered before."""

from __future__ import annotations

import json
from typing import Any

from kernel.numbers import make_organisation_code, make_uscc
from kernel.tokens import Role
from services.naming.contract import Verdict
from tests.integration.naming.conftest import Naming


def _code(number: int) -> str:
    return make_uscc("2", "140213", make_organisation_code(f"MA0{number:05d}"))


def _line(full_name: str, number: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "authority_code": "14021300",
        "full_name": full_name,
        "uscc": _code(number),
        "since": "2020-05-01",
        **more,
    }


def _load(naming: Naming, *lines: Any) -> Any:
    content = "\n".join(line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
    headers = naming.headers("operator", Role.OPERATIONS) | {"Content-Type": "application/x-ndjson"}
    return naming.client.post("/register-imports", content=content.encode(), headers=headers)


def test_an_imported_name_is_taken(naming: Naming) -> None:
    """Its parts are found in the full name, and the same name is refused."""
    assert _load(naming, _line("大同市平城区穆静饺子馆")).json()["added"] == 1
    assert naming.declare("穆静").verdict == Verdict.SAME
    assert naming.declare("穆静", "水饺", "店").verdict == Verdict.SAME
    assert naming.declare("木静").verdict == Verdict.SIMILAR


def test_a_judgement_without_application_sees_imported_names(naming: Naming) -> None:
    """Who only looks is told of the names from before, too."""
    _load(naming, _line("大同市平城区穆静饺子馆"))
    wish = {
        "county_code": "140213",
        "type_code": "GT002",
        "trade_name": "穆静",
        "industry": "饺子",
        "organisation_form": "馆",
    }
    answer = naming.client.post("/judgements", json=wish, headers=naming.headers()).json()
    assert answer["verdict"] == "SAME"


def test_given_parts_are_believed(naming: Naming) -> None:
    """Where the register knows the parts they are not guessed."""
    line = _line("大同市平城区面对面餐饮店")
    parts = {"division": "大同市平城区", "trade_name": "面对面", "industry": "餐饮", "organisation_form": "店"}
    _load(naming, line | parts)
    assert naming.declare("面对面", "餐饮", "馆").findings[0].rule_id == "N-52"


def test_importing_again_adds_nothing(naming: Naming) -> None:
    """The same lines a second time are all present."""
    lines = [_line("大同市平城区穆静饺子馆", 1), _line("大同市平城区雅兰面馆", 2)]
    first, second = _load(naming, *lines).json(), _load(naming, *lines).json()
    assert (first["added"], second["added"], second["present"]) == (2, 0, 2)


def test_a_name_of_two_entities_is_reported(naming: Naming) -> None:
    """The second entity's line is named as conflicting and not loaded."""
    answer = _load(naming, _line("大同市平城区穆静饺子馆", 1), _line("大同市平城区穆静饺子馆", 2)).json()
    assert (answer["added"], answer["conflicting"]) == (1, [2])


def test_old_names_that_mean_the_same_are_kept(naming: Naming) -> None:
    """What was registered under older rules stands as it is."""
    answer = _load(naming, _line("大同市平城区穆静饺子馆", 1), _line("大同市平城区穆静饺子店", 2)).json()
    assert (answer["added"], answer["conflicting"]) == (2, [])


def test_an_end_frees_the_name_after_a_year(naming: Naming) -> None:
    """Deregistered half a year ago it is still taken; more than a year ago it is free."""
    _load(naming, _line("大同市平城区穆静饺子馆", 1), _line("大同市平城区雅兰饺子馆", 2))
    answer = _load(
        naming,
        _line("大同市平城区穆静饺子馆", 1, status="deregistered", ended_on="2026-06-01"),
        _line("大同市平城区雅兰饺子馆", 2, status="revoked", ended_on="2025-06-01"),
    ).json()
    assert answer["ended"] == 2
    assert naming.declare("穆静").findings[0].rule_id == "N-55"
    assert naming.declare("雅兰").verdict == Verdict.AVAILABLE


def test_one_malformed_line_and_nothing_is_loaded(naming: Naming) -> None:
    """All that is wrong is named by line and field; no name is half loaded."""
    answer = _load(
        naming,
        _line("大同市平城区穆静饺子馆", 1),
        "not json",
        _line("大同市平城区雅兰面馆", 2, uscc="92140213MA0MU7MP44"),
        _line("大同市平城区雅兰面馆", 3, authority_code="99999900"),
        _line("大同市平城区雅兰面馆", 4, status="revoked"),
    )
    assert answer.status_code == 422
    assert [e["pointer"] for e in answer.json()["errors"]] == ["/2/", "/3/uscc", "/4/authority_code", "/5/ended_on"]
    assert naming.rows("SELECT count(*) FROM naming.registered_name")[0][0] == 0


def test_many_names_go_in_chunks(naming: Naming) -> None:
    """More lines than one chunk are all loaded, with their clues."""
    digits = "〇一二三四五六七八九"
    lines = [_line("大同市平城区穆" + "".join(digits[int(d)] for d in f"{n:04d}") + "静饺子馆", n) for n in range(1202)]
    answer = _load(naming, *lines).json()
    assert (answer["added"], answer["conflicting"]) == (1202, [])
