"""`kaiye names judge` answers each case with one line and names the field of a malformed one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app

NAME = "大同市平城区穆静饺子馆"


def _run(folder: Path, content: Any) -> tuple[int, list[dict[str, Any]]]:
    file = folder / "cases.json"
    file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    result = CliRunner().invoke(app, ["names", "judge", str(file)])
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]


def test_each_case_has_one_line(tmp_path: Path) -> None:
    """Verdict, parts, findings and alternatives, in the order of the file; all well-formed ends with 0."""
    code, lines = _run(
        tmp_path, [{"name": NAME, "county": "140213"}, {"name": NAME, "county": 140213, "existing": [NAME]}]
    )
    assert (code, [line["verdict"] for line in lines]) == (0, ["AVAILABLE", "SAME"])
    assert lines[0]["parts"]["trade_name"] == "穆静"
    assert lines[1]["findings"][0]["conflicting_name"] == NAME
    assert len(lines[1]["alternatives"]) >= 5


@pytest.mark.parametrize(
    ("case", "field"),
    [
        ({"county": "140213"}, "/name"),
        ({"name": None, "county": "140213"}, "/name"),
        ({"name": 5, "county": "140213"}, "/name"),
        ({"name": "穆" * 401, "county": "140213"}, "/name"),
        ({"name": NAME}, "/county"),
        ({"name": NAME, "county": "999999"}, "/county"),
        ({"name": NAME, "county": "140200"}, "/county"),
        ({"name": NAME, "county": "大同"}, "/county"),
        ({"name": NAME, "county": ["140213"]}, "/county"),
        ({"name": NAME, "county": "140213", "type": 3}, "/type"),
        ({"name": NAME, "county": "140213", "operator": {}}, "/operator"),
        ({"name": NAME, "county": "140213", "existing": "穆静"}, "/existing"),
        ({"name": NAME, "county": "140213", "existing": [5]}, "/existing/0"),
        ({"name": NAME, "county": "140213", "existing": [""]}, "/existing/0/name"),
        ({"name": NAME, "county": "140213", "existing": [NAME, {"status": "注销"}]}, "/existing/1/name"),
        ({"name": NAME, "county": "140213", "existing": [{"name": NAME, "status": "神秘"}]}, "/existing/0/status"),
        ({"name": NAME, "county": "140213", "existing": [{"name": NAME, "since": "昨天"}]}, "/existing/0/since"),
        ({"name": NAME, "county": "140213", "existing": [{"name": NAME, "since": "2026-02-30"}]}, "/existing/0/since"),
        ("穆静", ""),
        (None, ""),
    ],
)
def test_a_malformed_case_names_its_field(tmp_path: Path, case: Any, field: str) -> None:
    """The line says which field is wrong, the other cases are judged, and the end is 1."""
    code, lines = _run(tmp_path, [case, {"name": NAME, "county": "140213"}])
    assert (code, lines[0]["error"]["field"], lines[1]["verdict"]) == (1, field, "AVAILABLE")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[", b"5", b"[" * 100_000])
def test_a_file_that_is_no_list_of_cases_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    """One line with an error, and 1."""
    code, lines = _run(tmp_path, content)
    assert code == 1
    assert "error" in lines[0]


def test_a_file_that_is_not_there_is_said_not_to_be(tmp_path: Path) -> None:
    """One line with an error, and 1."""
    result = CliRunner().invoke(app, ["names", "judge", str(tmp_path / "none.json")])
    assert (result.exit_code, "error" in json.loads(result.stdout)) == (1, True)


@pytest.mark.parametrize("name", ["", "\ud800静饺子馆", "穆" * 300, "（）", "（个体工商户）", "\x00", "区", "市场村镇"])
def test_any_name_gets_a_verdict(tmp_path: Path, name: str) -> None:
    """Odd names are judged like others, or their field is named."""
    _, lines = _run(tmp_path, [{"name": name, "county": "140213"}])
    assert lines[0].get("verdict") in {"FORMAT_ERROR", "CAUTION"} or lines[0]["error"]["field"] == "/name"


@pytest.mark.parametrize("status", ["名称已变更", "已注销企业", "吊销，已注销", "Deregistered", "被撤销"])
def test_a_status_is_understood_as_registers_write_it(tmp_path: Path, status: str) -> None:
    """An ended name counts for a year, in whatever words its end is told."""
    existing = [{"name": NAME, "status": status}]
    _, lines = _run(tmp_path, [{"name": NAME, "county": "140213", "existing": existing}])
    assert [finding["rule_id"] for finding in lines[0]["findings"]] == ["N-55"]


def test_a_licence_taken_away_ends_no_name(tmp_path: Path) -> None:
    """Whose licence was withdrawn exists until it is deregistered, and so does its name (规定 Art. 17)."""
    existing = [{"name": NAME, "status": "吊销，未注销", "since": "2020-01-01"}]
    _, lines = _run(tmp_path, [{"name": NAME, "county": "140213", "existing": existing}])
    assert [finding["rule_id"] for finding in lines[0]["findings"]] == ["N-50"]


def test_a_long_register_is_searched_whole(tmp_path: Path) -> None:
    """A conflict is found at the end of thousands of names, and alternatives avoid all of them."""
    register = [f"大同市平城区{a}{b}饺子馆" for a in "穆木牧慕沐" for b in "静竞敬境净雅香味鲜"]
    code, lines = _run(tmp_path, [{"name": NAME, "county": "140213", "existing": [*register, NAME]}])
    assert (code, lines[0]["verdict"]) == (0, "SAME")
    assert len(lines[0]["findings"]) == len(
        [r for r in register if r[6:8] in {a + b for a in "穆木牧慕沐" for b in "静竞敬境净"}]
    )
