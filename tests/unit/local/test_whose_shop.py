"""For whom `kaiye register FILE` opens a shop."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import typer

from cli import demo
from cli.registration.form import RegistrationForm
from cli.registration.http import Unreachable

_OTHER = {"name": "冯乐", "id_number": "140213199003070017", "age": 36}


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of those for whom an application was begun. Somebody was registered here before."""
    names: list[str] = []

    def applicant(_: object, form: RegistrationForm, *rest: Any, **options: Any) -> None:
        names.append(form.operator["name"])
        raise Unreachable("nobody is there")

    services = SimpleNamespace(get=lambda *_, **__: {"persons": [_OTHER]}, close=lambda: None)
    monkeypatch.setattr(demo, "running", lambda *_: (SimpleNamespace(addresses={}), None))
    monkeypatch.setattr(demo, "Services", lambda _: services)
    monkeypatch.setattr(demo, "captcha_answer", lambda _: "")
    monkeypatch.setattr(demo, "Applicant", applicant)
    (tmp_path / "registration.json").write_text(json.dumps({"registered": ["somebody"], "request_id": "r1"}))
    return names


@pytest.mark.parametrize(("anybody", "whose"), [(False, "穆静"), (True, "冯乐")])
def test_it_is_the_person_of_the_file(tmp_path: Path, asked: list[str], anybody: bool, whose: str) -> None:
    """Also where that person has a shop already, which the services then say; another one only when that is wished."""
    with pytest.raises(typer.Exit):
        demo.register(demo.EXAMPLE, home=tmp_path, out=tmp_path, anybody=anybody)
    assert asked == [whose]
