"""Who may enter which room: applicants and officials, by pages and by program, and what stands there in an outage."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import httpx
import pytest

from tests.integration.portal.lonely import portal_without
from tests.integration.portal.office import Clerk, referred, token_of
from tests.integration.portal.people import Carried
from tests.integration.portal.visitor import Visitor
from tests.site import Site

DESK = ("/desk", "/desk/{number}", "/desk/statistics")
LICENCES = (
    "/licences",
    "/licences/queue",
    "/licences/records",
    "/licences/stock",
    "/licences/map",
    "/licences/{number}",
)
ARCHIVE = ("/archive", "/archive/14021300A000001")
OWN = ("/my/cases/{number}", "/my/cases/{number}/name", "/apply")


@pytest.fixture(scope="module")
def case(site: Site) -> Iterator[Carried]:
    """A case that waits on the desk."""
    with referred(site) as case:
        yield case


@pytest.fixture(scope="module")
def token(site: Site) -> str:
    """What the archivist's programs carry."""
    return token_of(site, "archivist")


@pytest.mark.parametrize("path", [*LICENCES, *ARCHIVE])
def test_applicants_enter_no_office(member: Visitor, case: Carried, path: str) -> None:
    """Neither the licence office nor the archive; the desk has its own test."""
    answer = member.go(path.format(number=case.number))
    assert answer.status_code == 403 and "您没有办理此事项的权限" in answer.text


@pytest.mark.parametrize("path", [*ARCHIVE, OWN[0], OWN[1]])
def test_examiners_enter_neither_archive_nor_applications(examiner: Clerk, case: Carried, path: str) -> None:
    """An examiner sees a case on the desk and never as its applicant does."""
    assert examiner.go(path.format(number=case.number)).status_code == 403


@pytest.mark.parametrize("path", [*DESK, *LICENCES, OWN[0]])
def test_archivists_enter_the_archive_only(archivist: Clerk, case: Carried, path: str) -> None:
    """Nothing of the desk, of the licence office, of applications."""
    assert archivist.go(path.format(number=case.number)).status_code == 403


@pytest.mark.parametrize("step", ["withdraw", "submit", "decide"])
def test_programs_of_officials_take_no_steps(site: Site, case: Carried, token: str, step: str) -> None:
    """The steps of a case are its applicant's, whatever the account may do elsewhere; the case stays as it is."""
    answer = httpx.post(
        f"{site.portal}/cases/{case.number}/steps/{step}",
        json={"request_id": secrets.token_hex(12), "proposal_id": "0" * 36},
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 403 and answer.json()["code"] == "access.role_missing"
    assert case.stage == "MANUAL_REVIEW"


@pytest.mark.parametrize(
    ("method", "service", "path"),
    [
        ("GET", "approval", "/tasks"),
        ("POST", "approval", "/tasks/{number}/claim"),
        ("POST", "approval", "/tasks/{number}/proposals/" + "0" * 36 + "/decline"),
        ("GET", "licence", "/prints"),
        ("POST", "licence", "/licences/searches"),
        ("GET", "archive", "/files/14021300A000001"),
    ],
)
def test_programs_of_applicants_call_no_office(site: Site, case: Carried, method: str, service: str, path: str) -> None:
    """Said by the service itself, for the portal in front of it proves nothing."""
    account = case.form.account
    typed = {"account_name": account["account_name"], "password": account["password"]}
    opened = httpx.post(f"{site.addresses['identity']}/sessions", json=typed)
    headers = {"Authorization": f"Bearer {opened.json()['access_token']}"}
    address = site.addresses[service] + path.format(number=case.number)
    answer = httpx.request(method, address, headers=headers, json={} if method == "POST" else None)
    assert answer.status_code == 403 and answer.json()["code"] == "access.role_missing"


@pytest.mark.parametrize("path", ["/desk", "/desk/{number}", "/desk/{number}/decision", "/desk/statistics"])
def test_the_desk_says_that_the_service_is_silent(site: Site, examiner: Clerk, case: Carried, path: str) -> None:
    """503 with the time to come again, and no word of a refusal."""
    with portal_without(site, "approval", examiner) as portal:
        answer = portal.get(path.format(number=case.number), headers={"Accept": "text/html"})
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) >= 1
    assert "<main" in answer.text and "权限" not in answer.text


def test_the_queue_stands_where_names_are_silent(site: Site, examiner: Clerk, case: Carried) -> None:
    """Without the filing service the cases have their numbers, and can be claimed."""
    with portal_without(site, "filing", examiner) as portal:
        answer = portal.get("/desk")
    assert answer.status_code == 200
    assert f'href="/desk/{case.number}"' in answer.text


@pytest.mark.parametrize(
    ("path", "service"), [("/licences", "licence"), ("/licences/records", "licence"), ("/licences/map", "licence")]
)
def test_the_licence_office_says_so_too(site: Site, officer: Clerk, path: str, service: str) -> None:
    """An outage is no empty list."""
    with portal_without(site, service, officer) as portal:
        assert portal.get(path).status_code == 503


def test_the_archive_says_so_too(site: Site, archivist: Clerk) -> None:
    """Neither for the list nor for a file."""
    with portal_without(site, "archive", archivist) as portal:
        assert [portal.get(path).status_code for path in ARCHIVE] == [503, 503]
