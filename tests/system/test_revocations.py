"""A registration is revoked on the real servers: applied for by whose identity was used, decided by two, undone."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from cli.invariants.registry import examine
from cli.registration.http import Refused
from tests.system.conftest import Ended
from tests.system.people import Person, newcomer, staff_token
from tests.system.stack import RunningStack, until
from tests.system.test_replacements import scanned, told

INVENTED, UNKNOWN = "14021306202611229999999", (404, "approval.revocation.not_found")
STATEMENT = "我没有申请过这个营业执照，身份证曾经遗失。"


@pytest.fixture
def shop(stack: RunningStack) -> Iterator[tuple[Person, Ended]]:
    """Somebody with a shop."""
    with newcomer(stack) as person:
        number = person.open()
        person.applicant.carry_through(number)
        yield person, Ended(number, person.case(number), person.form, person.texts())


@pytest.fixture
def staff(stack: RunningStack) -> tuple[str, str, str]:
    """An examiner, the head, the archivist."""
    return staff_token(stack, "examiner"), staff_token(stack, "head_officer"), staff_token(stack, "archivist")


def posted(stack: RunningStack, part: str, path: str, token: str, body: Any = None) -> Any:
    answer = stack.ask("POST", part, path, token, json=body)
    assert answer.status_code < 300, answer.text
    return answer.json()


def act(stack: RunningStack, number: str, token: str, entry: str, **content: Any) -> None:
    posted(stack, "approval", f"/revocations/{number}/acts", token, {"act": {"entry": entry, **content}})
    go_on(stack, number, token)


def go_on(stack: RunningStack, number: str, token: str, query: str = "") -> None:
    posted(stack, "portal", f"/revocations/{number}/course{query}", token)


def test_revoked_and_restored(stack: RunningStack, shop: tuple[Person, Ended], staff: tuple[str, str, str]) -> None:
    """Received without a word on who registered it; nothing is decided by one; then the licence is void, whoever is
    responsible is refused, publicity and tax are told, volume 06 is filed; a wrong revocation is taken back."""
    person, first = shop
    examiner, head, archivist = staff
    uscc, licence = first.case["licence"]["uscc"], person.licence(first.number)
    with newcomer(stack) as victim, newcomer(stack) as culprit:
        claim = {
            **{"uscc": uscc, "authority_code": first.number[:6] + "00", "name": "被冒用人", "id_document_type": "10"},
            **{"id_number": "140213199201011237", "statement": STATEMENT},
        }
        token = victim.token
        received = posted(stack, "approval", "/revocations", token, claim)
        assert posted(stack, "approval", "/revocations", token, claim) == received and set(received) == {
            "revocation_no"
        }
        number = received["revocation_no"]
        posted(stack, "portal", f"/revocations/{number}/course", token)
        assert looked_at(stack, number, culprit.token) == looked_at(stack, INVENTED, token) == UNKNOWN
        act(stack, number, examiner, "accepted", about=first.number, verified="窗口核验居民身份证原件")
        until(lambda: bool(marks(stack, examiner, uscc)), 30, "the business is marked")
        spoken = {"statement": "登记是我本人办理的"}
        posted(stack, "approval", f"/revocations/{number}/statement", person.token, spoken)
        proposal = {
            **{"outcome": "revoke", "ground": "police_penalty", "reason": "公安机关查明系冒用身份办理。"},
            "persons": [responsible(culprit)],
        }
        assert refused(stack, number, examiner, entry="proposed", **proposal) == "approval.revocation_unfit"
        penalty = {"kind": "police_penalty", "document_no": "平公（治）罚决字〔2026〕9号", "what": "冒用他人身份证件"}
        act(stack, number, examiner, "evidence", **penalty)
        act(stack, number, examiner, "proposed", **proposal)
        assert refused(stack, number, examiner, entry="confirmed") == "approval.countersign_own"
        assert scanned(stack, licence)["valid"] is True
        act(stack, number, head, "confirmed")
        until(lambda: status(stack, uscc) == "已撤销", 60, "the registration is revoked")
        verdict = scanned(stack, licence)
        assert (verdict["genuine"], verdict["valid"], verdict["licence"]["state"]) == (True, False, "VOID")
        until(lambda: len(told(stack, "tax", uscc, "tax.deregistration.v1")) == 1, 30, "tax is told")
        published = told(stack, "publicity", uscc, "publicity.entity.v1")[-1]
        assert (published["regstate"], published["revocation_notice"]["text"]) == ("5", "已撤销设立登记")
        refused_now(culprit)
        until(lambda: "撤销登记" in kinds(stack, archivist, first), 60, "volume 06 is filed")
        assert [one.violations for one in examine(stack.environment) if one.violations] == []
        act(stack, number, examiner, "proposed", outcome="withdraw", reason="复议机关查明登记真实。")
        act(stack, number, head, "confirmed")
        go_on(stack, number, head, "?withdrawal=true")
        until(lambda: status(stack, uscc) == "存续", 60, "it stands again")


def looked_at(stack: RunningStack, number: str, token: str) -> tuple[int, str]:
    """Status and code of the answer to whoever wants a revocation looked at."""
    answer = stack.ask("POST", "portal", f"/revocations/{number}/course", token)
    return answer.status_code, str(answer.json()["code"])


def refused(stack: RunningStack, number: str, token: str, **content: Any) -> str:
    """The code with which an act is refused."""
    answer = stack.ask("POST", "approval", f"/revocations/{number}/acts", token, json={"act": content})
    return str(answer.json()["code"])


def status(stack: RunningStack, uscc: str) -> str:
    return str(stack.ask("GET", "register", f"/entities/{uscc}/public").json()["status"])


def marks(stack: RunningStack, examiner: str, uscc: str) -> list[str]:
    return [mark["kind"] for mark in stack.ask("GET", "register", f"/entities/{uscc}", examiner).json()["marks"]]


def kinds(stack: RunningStack, token: str, first: Ended) -> set[str]:
    """The categories of the volumes in the shop's file."""
    found = stack.ask("GET", "archive", f"/files/{first.case['file']['archive_no']}", token).json()
    return {str(volume["category"]) for volume in found["volumes"]}


def responsible(person: Person) -> dict[str, str]:
    operator = person.form.operator
    return {
        **{"name": operator["name"], "id_document_type": operator["id_document_type"]},
        **{"id_number": operator["id_number"], "took_part": "组织并实施冒名登记"},
    }


def refused_now(person: Person) -> None:
    """A new application of theirs ends with a refusal that names the restriction."""
    number = person.open(uuid.uuid4().hex)
    with contextlib.suppress(Refused):
        person.applicant.carry_through(number)
    case = person.case(number)
    assert case["stage"] != "ARCHIVED" and "licence" not in {key for key, value in case.items() if value}
