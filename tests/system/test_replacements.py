"""A licence that was lost is declared void and printed again, over HTTP and on real servers."""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from catalogues.filing_types import editions
from catalogues.filing_types.words import Stage
from cli.invariants.registry import examine
from cli.registration.about_a_business import MatterApplicant, MatterForm
from cli.registration.http import Refused
from tests.symbols import read_symbol
from tests.system.conftest import Ended
from tests.system.people import Person, newcomer
from tests.system.stack import RunningStack, until

LOST = {
    "reason": "lost",
    "copies": ["正本", "副本"],
    "declared": True,
    "needs_paper_licence": True,
    "delivery": {"method": "window"},
}


@pytest.fixture(scope="module")
def owner(stack: RunningStack) -> Iterator[tuple[Person, Ended]]:
    """Somebody with a shop."""
    with newcomer(stack) as person:
        number = person.open()
        ended = person.applicant.carry_through(number)
        assert ended["stage"] == Stage.ARCHIVED, (ended["stage"], ended["decision"])
        yield person, Ended(number, person.case(number), person.form, person.texts())


@contextmanager
def filing(
    person: Person, filing_type: str, about: str, folder: Path, matter: dict[str, Any]
) -> Iterator[MatterApplicant]:
    """The operator with a filing written down in a folder, as `kaiye file` reads it."""
    form = MatterForm(account=person.form.account, mobile=person.form.operator["mobile"], about=about, matter=matter)
    file = folder / f"{uuid.uuid4().hex}.json"
    file.write_text(form.model_dump_json(), encoding="utf-8")
    services = person.stack.services()
    read = MatterForm.read(file)
    applicant = MatterApplicant(services, filing_type, read, person.stack.captcha, lambda _: None)
    applicant.sign_in()
    try:
        yield applicant
    finally:
        services.close()


def carried_through(
    person: Person, filing_type: str, about: str, folder: Path, matter: dict[str, Any]
) -> tuple[str, dict[str, Any]]:
    """Number and case of a filing that ran to its end."""
    with filing(person, filing_type, about, folder, matter) as applicant:
        number = applicant.open(uuid.uuid4().hex)
        return number, applicant.carry_through(number)


def told(stack: RunningStack, agency: str, uscc: str, event_type: str) -> list[dict[str, Any]]:
    """The content of the events of a type that an agency accepted about a business."""
    accepted = stack.ask("GET", "agencies", f"/sandbox/agencies/{agency}/events").json()["accepted"]
    return [each["data"] for each in accepted if each["data"]["uniscid"] == uscc and each["type"] == event_type]


def scanned(stack: RunningStack, pdf: bytes) -> dict[str, Any]:
    """What everybody is told who scans the QR code of a printed licence."""
    printed = io.BytesIO()
    with pypdfium2.PdfDocument(pdf) as document:
        document[0].render(scale=5).to_pil().save(printed, "PNG")
    text = read_symbol(printed.getvalue())
    verdict: dict[str, Any] = stack.ask(
        "POST", "licence", "/verifications/qr", json={"cwt": text.rpartition("#")[2]}
    ).json()
    return verdict


def test_lost_void_and_printed_again(stack: RunningStack, owner: tuple[Person, Ended], tmp_path: Path) -> None:
    """The lost print is void wherever its file is shown, everybody was told before there was another, the print is of
    the version that was in force, and the file is a volume of the shop's own archive number."""
    person, first = owner
    before = first.case["licence"]
    uscc = before["uscc"]
    lost = person.licence(first.number)
    number, case = carried_through(person, editions.REPLACEMENT, first.number, tmp_path, LOST)
    assert case["stage"] == "ARCHIVED"
    licence = case["licence"]
    assert (licence["uscc"], licence["version"]) == (uscc, 1) and licence["licence_no"] != before["licence_no"]
    for verdict in (scanned(stack, lost), stack.ask("POST", "licence", "/verifications", content=lost).json()):
        assert (verdict["genuine"], verdict["valid"], verdict["licence"]["state"]) == (True, False, "LOST")
    assert scanned(stack, person.licence(number))["valid"] is True
    until(lambda: len(told(stack, "publicity", uscc, "publicity.licence_void.v1")) == 1, 30, "publicity is told")
    [void] = told(stack, "publicity", uscc, "publicity.licence_void.v1")
    assert (void["licence_no"], void["copies"]) == (before["licence_no"], ["正本", "副本"])
    assert len(told(stack, "publicity", uscc, "publicity.entity.v1")) == 1
    assert case["file"]["archive_no"] == first.case["file"]["archive_no"]
    assert any("补领（换发）营业执照已办结" in text for text in person.texts())
    assert [one.violations for one in examine(stack.environment) if one.violations] == []


def test_the_next_filing_is_about_what_is_registered(
    stack: RunningStack, owner: tuple[Person, Ended], tmp_path: Path
) -> None:
    """A filing that begins at the replacement is about the version in force; what it does not ask for cannot be filled
    in; what is not declared is told with field, article and remedy."""
    person, _ = owner
    mine = person.cases()
    latest = next(each["application_no"] for each in mine if each["filing_type"] == editions.REPLACEMENT)
    with filing(person, editions.REPLACEMENT, latest, tmp_path, LOST | {"declared": False}) as applicant:
        number = applicant.open(uuid.uuid4().hex)
        applicant.carry_through(number, until="OPERATOR_LOCKED")
        with pytest.raises(Refused) as refused:
            applicant.carry_through(number)
        [finding] = refused.value.problem["errors"]
        assert finding["pointer"] == "/matter/declared" and "三十七" in finding["article"] and finding["remedy_zh"]
        with pytest.raises(Refused) as refused:
            applicant._put(number, "details", {"shop_name": "另一家"})
        assert refused.value.code == "filing.section_not_asked"
        applicant._step(number, "abandon")
