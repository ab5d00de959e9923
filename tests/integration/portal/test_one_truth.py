"""Where a case stands is said alike wherever it is said, and nothing is offered that would not be taken."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import pytest

from services.portal.domain.pages import headline
from tests.integration.portal.lonely import portal_without
from tests.integration.portal.people import invented
from tests.integration.portal.test_progress import followed
from tests.integration.portal.visitor import Visitor, logged_in
from tests.site import Site
from tests.system.stack import ROOT
from workflows.contract import Step

OFFERED_BY = {
    "abandonment": Step.ABANDON,
    "deletion": Step.ABANDON,
    "withdrawal": Step.WITHDRAW,
    "correction": Step.CORRECT,
    "reauthentication": Step.REAUTHENTICATE,
    "name": Step.DECLARE_NAME,
    "operator": Step.CONFIRM_OPERATOR,
    "details": Step.COMPLETE_DETAILS,
    "preview": Step.CONFIRM_DOCUMENTS,
    "authentication": Step.AUTHENTICATE,
    "signing": Step.SUBMIT,
    "review": Step.REQUEST_REVIEW,
    "acceptance": Step.ACCEPT_REFUSAL,
}
"""Buttons and links of the page of a case, and pages of it, by the step they lead to."""

SHOWN_FOR = {"authentication": {Step.AUTHENTICATE, Step.COLLECT_SIGNATURES, Step.SUBMIT}}
"""Pages that are there for other steps, too: the authentication can be looked at again while one signs."""

TRADE_NAME = invented(4)
STANDSTILL = "现在暂时不能办理下一步。"


@pytest.fixture(scope="module")
def applicant(site: Site) -> Iterator[Visitor]:
    """Somebody who registers a shop."""
    with logged_in(site, 63) as visitor:
        yield visitor


def _badge(page: str) -> str:
    found = re.search(r'<span class="badge[^"]*">([^<]+)</span>', page)
    assert found, page
    return found[1]


def _listed(visitor: Visitor, number: str) -> str:
    (item,) = [
        item for item in re.findall(r"<li>.*?</li>", visitor.http.get("/my/cases").text, re.DOTALL) if number in item
    ]
    return _badge(item)


def _status(site: Site, number: str) -> dict[str, str]:
    """What `kaiye status` says, by attribute."""
    command = [sys.executable, "-m", "cli.main", "status", number, "--home", str(site.home)]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return dict(re.findall(r"^  (\w+): (.*)$", said, re.MULTILINE))


def _offered(page: str, number: str) -> set[Step]:
    ways = re.findall(rf'(?:action|href)="/my/cases/{number}/(\w+)"', page)
    return {OFFERED_BY[way] for way in ways if way in OFFERED_BY}


def _all_agree(applicant: Visitor, follower: Visitor, number: str) -> str:
    """List, page, follow page and command line say the same, and offer what is possible; answers with the stage."""
    status = _status(applicant.site, number)
    said = headline(status["Stage"], number, named=True)
    own = applicant.http.get(f"/my/cases/{number}").text
    assert _badge(own) == said
    assert _badge(follower.http.get("/progress/case").text) == said
    until = time.monotonic() + 20
    while _listed(applicant, number) != said:  # the list asks an index that follows a moment later
        assert time.monotonic() < until, _listed(applicant, number)
    possible = {Step(step) for step in filter(None, status.get("PossibleSteps", "").split(", "))}
    assert _offered(own, number) <= possible
    assert bool(_offered(own, number)) == bool(possible)
    for page in ("name", "operator", "details", "preview", "authentication", "signing", "review"):
        opened = applicant.http.get(f"/my/cases/{number}/{page}").url.path == f"/my/cases/{number}/{page}"
        assert opened == bool(SHOWN_FOR.get(page, {OFFERED_BY[page]}) & possible), (page, possible)
    return status["Stage"]


def test_everybody_says_the_same_at_every_stage(applicant: Visitor, visitor: Visitor) -> None:
    """From the first page to the archive."""
    number = applicant.open()
    followed(visitor, number, applicant.mobile)
    stages = [_all_agree(applicant, visitor, number)]
    with Visitor(applicant.site) as phone:
        for page in applicant.fill_in(number, phone):
            if page != "operator/confirmation":
                open_page = applicant.page
                stages.append(_all_agree(applicant, visitor, number))
                applicant.page = open_page
            if page == "signing":
                applicant.sign(number, phone)
                stages.append(_all_agree(applicant, visitor, number))
                break
        applicant.go(f"/my/cases/{number}/signing")
        applicant.send(f"/my/cases/{number}/submission")
    applicant.await_licence(number)
    with applicant.http.stream("GET", f"/my/cases/{number}/events", timeout=90) as answer:
        assert any("data: ARCHIVED" in line for line in answer.iter_lines())
    stages.append(_all_agree(applicant, visitor, number))
    assert stages == [
        "DRAFT",
        "NAME_RESERVED",
        "OPERATOR_LOCKED",
        "INFO_READY",
        "AUTH_PENDING",
        "SIGN_PENDING",
        "SIGNED",
        "ARCHIVED",
    ]


@pytest.fixture(scope="module")
def number(applicant: Visitor) -> str:
    """A case whose operator is to be confirmed next."""
    number = applicant.open()
    applicant.settle_name(number, trade_name=TRADE_NAME)
    return number


@pytest.fixture
def silent(site: Site, applicant: Visitor) -> Iterator[httpx.Client]:
    """A portal that does not reach the workflows."""
    with portal_without(site, "temporal", applicant) as client:
        yield client


def test_silence_shows_what_is_known_and_offers_nothing(silent: httpx.Client, applicant: Visitor, number: str) -> None:
    """The case with what the services know, and whose fault it is not; the list without a way to go on."""
    page = silent.get(f"/my/cases/{number}")
    assert page.status_code == 200
    assert STANDSTILL in page.text and "这不是您的问题" in page.text
    assert _badge(page.text) == "填报中"
    assert TRADE_NAME in page.text  # the naming service knows that it is held
    assert _offered(page.text, number) == set()
    listed = silent.get("/my/cases")
    assert number in listed.text and ">继续<" not in listed.text


@pytest.mark.parametrize("page", ["name", "operator", "details", "preview", "authentication", "signing", "review"])
def test_in_silence_a_page_gives_way_to_the_case(silent: httpx.Client, number: str, page: str) -> None:
    """Which says why."""
    answer = silent.get(f"/my/cases/{number}/{page}")
    assert answer.url.path == f"/my/cases/{number}" and STANDSTILL in answer.text


def test_in_silence_a_form_is_given_back(silent: httpx.Client, applicant: Visitor, number: str) -> None:
    """As one to be sent again; so is the wish to delete the case, whose name would stay held otherwise."""
    path = f"/my/cases/{number}"
    applicant.go(f"{path}/name")
    answer = silent.post(f"{path}/name", data=applicant.hidden(f"{path}/name") | {"trade_name": "写到一半"})
    assert answer.status_code == 503
    assert 'value="写到一半"' in answer.text and "也不是对您的申请的否定" in answer.text
    applicant.go(path)
    for way in ("deletion", "abandonment"):
        assert silent.post(f"{path}/{way}", data=applicant.hidden(f"{path}/{way}")).status_code == 503
    assert applicant.go(path).status_code == 200


def test_in_english(silent: httpx.Client, number: str) -> None:
    """The other language, too."""
    silent.get("/language/en")
    assert "The next step cannot be taken right now." in silent.get(f"/my/cases/{number}").text
