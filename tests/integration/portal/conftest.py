"""The whole stack, and somebody who knows HTML forms but no JavaScript."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.portal.office import Clerk
from tests.integration.portal.visitor import Visitor, logged_in
from tests.site import Site, running_site
from tests.unified_centre.running import UnifiedCentreOfTest, running_centre


@pytest.fixture(scope="session")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[UnifiedCentreOfTest]:
    """The unified authentication centre, of which the stack learns through its environment."""
    with running_centre(tmp_path_factory.mktemp("centre")) as centre:
        yield centre


@pytest.fixture(scope="session")
def site(centre: UnifiedCentreOfTest) -> Iterator[Site]:
    """One stack for all of these tests."""
    with running_site(centre.settings) as site:
        yield site


@pytest.fixture
def visitor(site: Site) -> Iterator[Visitor]:
    """A browser without JavaScript, not logged in."""
    with Visitor(site) as visitor:
        yield visitor


@pytest.fixture(scope="session")
def member(site: Site) -> Iterator[Visitor]:
    """Somebody with an account."""
    with logged_in(site, 0) as visitor:
        yield visitor


@pytest.fixture(scope="session")
def stranger(site: Site) -> Iterator[Visitor]:
    """Somebody else."""
    with logged_in(site, 1) as visitor:
        yield visitor


@pytest.fixture(scope="session")
def examiner(site: Site) -> Iterator[Clerk]:
    """An examiner of the authority that the applicants apply to."""
    with Clerk(site) as clerk:
        clerk.begin_work("examiner")
        yield clerk


@pytest.fixture(scope="session")
def countersigner(site: Site) -> Iterator[Clerk]:
    """Another examiner of the same authority."""
    with Clerk(site) as clerk:
        clerk.begin_work("countersigner")
        yield clerk


@pytest.fixture(scope="session")
def head(site: Site) -> Iterator[Clerk]:
    """The head of the same authority."""
    with Clerk(site) as clerk:
        clerk.begin_work("head_officer")
        yield clerk


@pytest.fixture(scope="session")
def officer(site: Site) -> Iterator[Clerk]:
    """Who prints that authority's licences and hands them out."""
    with Clerk(site) as clerk:
        clerk.begin_work("licence_officer")
        yield clerk


@pytest.fixture(scope="session")
def archivist(site: Site) -> Iterator[Clerk]:
    """The archivist of that authority."""
    with Clerk(site) as clerk:
        clerk.begin_work("archivist")
        yield clerk
