"""One stack for all tests of this room, and the cases that were carried through on it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cli.demo import EXAMPLE
from cli.registration.form import RegistrationForm
from tests.system.people import Person, examiner_token, form_of, signed_in, staff_token
from tests.system.stack import ROOT, RunningStack, started, until


@dataclass(frozen=True)
class Shown:
    """What `kaiye register` left behind and said."""

    folder: Path
    said: str


@dataclass(frozen=True)
class Ended:
    """A case as it stood at the end, and whose it was."""

    number: str
    case: dict[str, Any]
    form: RegistrationForm
    texts: list[str]

    @property
    def stages(self) -> list[str]:
        return [line["stage"] for line in self.case["timeline"]["entries"]]


@pytest.fixture(scope="session")
def stack() -> Iterator[RunningStack]:
    """Everything up; each child is restarted when it dies."""
    with started() as stack:
        yield stack


@pytest.fixture(scope="session")
def registry(stack: RunningStack) -> dict[str, dict[str, Any]]:
    """Everybody the population registry knows, by name."""
    services = stack.services()
    people = services.get("population-registry", "/sandbox/persons", limit=10_000)["persons"]
    services.close()
    return {person["name"]: person for person in people}


def _register(stack: RunningStack, folder: Path) -> Shown:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "cli.main",
            "register",
            str(EXAMPLE),
            "--anybody",
            "--home",
            str(stack.home),
            "--out",
            str(folder),
        ],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return Shown(folder, done.stdout)


@pytest.fixture(scope="session")
def out() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="kaiye-out-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def first(stack: RunningStack, out: Path) -> Shown:
    """The demonstration's registration."""
    return _register(stack, out / "first")


@pytest.fixture(scope="session")
def second(stack: RunningStack, first: Shown, out: Path) -> Shown:
    """The demonstration once more, on the same stack."""
    return _register(stack, out / "second")


@pytest.fixture(scope="session")
def rare(stack: RunningStack, registry: dict[str, dict[str, Any]]) -> Ended:
    """An operator whose name lies outside the Basic Multilingual Plane."""
    return _carried(stack, form_of(registry["𠮷田梅"], "诚信义"))


@pytest.fixture(scope="session")
def nameless(stack: RunningStack, registry: dict[str, dict[str, Any]]) -> Ended:
    """A business that goes without a name."""
    return _carried(stack, form_of(registry["扎西·多吉"], None))


@pytest.fixture(scope="session")
def rejected(stack: RunningStack, registry: dict[str, dict[str, Any]]) -> Ended:
    """An operator under a restriction after a false registration."""
    return _carried(stack, form_of(registry["限制四"], "思远志"))


@pytest.fixture
def examiner(stack: RunningStack) -> str:
    """Their token; what is made once for all tests asks for it anew."""
    return examiner_token(stack)


@pytest.fixture(scope="session")
def reviewed(stack: RunningStack, rejected: Ended) -> Ended:
    """The refused case, brought before a person, whose review took longer, and refused by two examiners."""
    examiner = examiner_token(stack)
    with signed_in(stack, rejected.form) as person:
        number = rejected.number
        statement = {"statement": "限制期限已经届满，请人工核实。"}
        asked = _posted(stack, "approval", f"/decisions/{number}/review-requests", person.token, statement)
        assert person.step(number, "request_review", review_request_id=asked["request_id"])["stage"] == "MANUAL_REVIEW"
        stack.ask("POST", "approval", f"/tasks/{number}/claim", examiner).raise_for_status()
        reason = {"reason": "须向作出限制决定的机关核实"}
        asked_for = _posted(stack, "approval", f"/tasks/{number}/extensions", examiner, reason)
        _step(stack, staff_token(stack, "head_officer"), number, "extend", extension_id=asked_for["extension_id"])
        refusal = {"outcome": "REJECT", "reasons": [{"code": "AR-12", "text": "限制期限尚未届满"}], "remark": ""}
        proposal_id = _posted(stack, "approval", f"/tasks/{number}/proposals", examiner, refusal)["proposal_id"]
        second = staff_token(stack, "countersigner")
        stack.ask("POST", "approval", f"/tasks/{number}/proposals/{proposal_id}/countersign", second).raise_for_status()
        _step(stack, second, number, "decide", proposal_id=proposal_id)
        # The last thing a refusal does: its file is handed over and its name released before.
        until(lambda: person.case(number)["timeline"]["entries"][-1]["stage"] == "REJECTED", 60, "the refusal")
        return _ended(person, number)


@pytest.fixture(scope="session")
def restricted_meanwhile(stack: RunningStack, registry: dict[str, dict[str, Any]]) -> Ended:
    """Restricted when everything was signed, and then handed in."""
    examiner = examiner_token(stack)
    with signed_in(stack, form_of(registry["迪丽努尔·买买提艾力"], "清和远")) as person:
        number = person.open()
        assert person.applicant.carry_through(number, until="SIGNED")["stage"] == "SIGNED"
        restriction = {
            "id_document_type": person.form.operator["id_document_type"],
            "id_number": person.form.operator["id_number"],
            "reason": "提交虚假材料取得登记，登记已撤销",
            "evidence": "平市监撤字〔2026〕3号",
        }
        _posted(stack, "identity", "/restrictions", examiner, restriction)
        person.applicant.carry_through(number)
        return _ended(person, number)


@pytest.fixture(scope="session")
def withdrawn(stack: RunningStack, registry: dict[str, dict[str, Any]]) -> Ended:
    """Referred to an examiner, then taken back."""
    with signed_in(stack, form_of(registry["失信三"], "安泰丰")) as person:
        number = person.open()
        assert person.applicant.carry_through(number)["stage"] == "MANUAL_REVIEW"
        person.step(number, "withdraw")
        return _ended(person, number)


@pytest.fixture(scope="session")
def examined(stack: RunningStack, registry: dict[str, dict[str, Any]]) -> Ended:
    """Seventeen years old: referred, claimed and approved by an examiner, licensed."""
    examiner = examiner_token(stack)
    with signed_in(stack, form_of(registry["年十七"], "明哲朴", own_income="yes")) as person:
        number = person.open()
        assert person.applicant.carry_through(number)["stage"] == "MANUAL_REVIEW"
        stack.ask("POST", "approval", f"/tasks/{number}/claim", examiner).raise_for_status()
        proposal = {"outcome": "APPROVE", "reasons": [], "remark": "已核实以自己的劳动收入为主要生活来源"}
        proposed = _posted(stack, "approval", f"/tasks/{number}/proposals", examiner, proposal)
        _step(stack, examiner, number, "decide", proposal_id=proposed["proposal_id"])
        until(lambda: person.case(number)["stage"] == "ARCHIVED", 60, "the archive")
        return _ended(person, number)


@pytest.fixture(scope="session")
def corrected(stack: RunningStack, registry: dict[str, dict[str, Any]]) -> Ended:
    """Sent back for two addresses in one field, completed, handed in again, licensed."""
    form = form_of(registry["那日松"], "和顺康")
    complete = form.premises
    with signed_in(
        stack, form.model_copy(update={"premises": complete | {"detail": "迎宾街18号；迎宾街20号"}})
    ) as person:
        number = person.open()
        assert person.applicant.carry_through(number)["stage"] == "CORRECTION_REQUIRED"
        person.step(number, "correct")
        services = stack.services()
        services.token = person.token
        wish = {"application_no": number, **form.application, **(form.name or {})}
        declared = services.post("naming", "/declarations", wish, **services.order(number, "declare_name"))
        services.put("filing", f"/applications/{number}/premises", complete, **{"If-Match": "*"})
        services.close()
        person.step(number, "declare_name", declaration_id=declared["declaration_id"])
    with signed_in(stack, form) as person:
        assert person.applicant.carry_through(number)["stage"] == "ARCHIVED"
        return _ended(person, number)


@pytest.fixture(scope="session")
def family(stack: RunningStack, registry: dict[str, dict[str, Any]]) -> Ended:
    """A family business: the spouse signs on the own phone, an examiner looks at who takes part, it is licensed."""
    examiner = examiner_token(stack)
    form, spouse = form_of(registry["马·阿布都热合曼"], "福满堂"), registry["王䶮"]
    member = {
        "name": spouse["name"],
        "id_document_type": "10",
        "id_number": spouse["id_number"],
        "relation": "配偶",
        "mobile": "13800719999",
    }
    form = form.model_copy(
        update={
            "operator": form.operator | {"composition_form": "2", "family_members": [member]},
            "attachments": form.attachments | {"household_book": form.attachments["premises_proof"]},
        }
    )
    with signed_in(stack, form) as person:
        number = person.open()
        assert person.applicant.carry_through(number)["stage"] == "MANUAL_REVIEW"
        stack.ask("POST", "approval", f"/tasks/{number}/claim", examiner).raise_for_status()
        proposal = {"outcome": "APPROVE", "reasons": [], "remark": "已核实参加经营的家庭成员"}
        proposed = _posted(stack, "approval", f"/tasks/{number}/proposals", examiner, proposal)
        _step(stack, examiner, number, "decide", proposal_id=proposed["proposal_id"])
        until(lambda: person.case(number)["stage"] == "ARCHIVED", 60, "the archive")
        return _ended(person, number)


@pytest.fixture(scope="session")
def every_way(
    first: Shown,
    second: Shown,
    rare: Ended,
    nameless: Ended,
    rejected: Ended,
    reviewed: Ended,
    restricted_meanwhile: Ended,
    withdrawn: Ended,
    examined: Ended,
    corrected: Ended,
    family: Ended,
) -> list[Ended]:
    """All cases of the session, ended: for what looks at the whole."""
    return [rare, nameless, rejected, reviewed, restricted_meanwhile, withdrawn, examined, corrected, family]


def _posted(stack: RunningStack, service: str, path: str, token: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = stack.ask("POST", service, path, token, json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def _step(stack: RunningStack, token: str, number: str, step: str, **argument: str) -> None:
    """A step that an examiner takes."""
    body = {"request_id": f"{step}-{number}", **argument}
    taken = stack.ask("POST", "portal", f"/cases/{number}/steps/{step}", token, json=body)
    assert taken.status_code == 200, taken.text


def _carried(stack: RunningStack, form: RegistrationForm) -> Ended:
    with signed_in(stack, form) as person:
        number = person.open()
        person.applicant.carry_through(number)
        return _ended(person, number)


def _ended(person: Person, number: str) -> Ended:
    return Ended(number, person.case(number), person.form, person.texts())
