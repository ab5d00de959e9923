"""Each side of the portal as it is deployed: what the other one carries does not exist there."""

from __future__ import annotations

import httpx
import pytest

from services.portal.domain.sides import Side
from services.portal.main import build
from services.portal.settings import PortalSettings
from tests.fixtures.services.asking import served
from tests.fixtures.services.keys import RING

_STAFF = ("/window", "/desk", "/head", "/licences", "/archive", "/operations", "/entities")
_PUBLIC = ("/register", "/progress", "/sign", "/rules")
_NOWHERE = "/never-there"
_PAGE = {"Accept": "text/html"}


@pytest.mark.parametrize(
    ("side", "there", "not_there"), [(Side.PUBLIC, _PUBLIC[:2], _STAFF), (Side.STAFF, _STAFF, _PUBLIC[:3])]
)
def test_the_other_side_does_not_exist(side: Side, there: tuple[str, ...], not_there: tuple[str, ...]) -> None:
    """Nobody learns there even that an address is one: it answers as one that was never there."""
    service = build(PortalSettings(codec_keys=RING, keys=RING, side=side.value, temporal_address="127.0.0.1:1"))
    try:
        with served(service.app) as url, httpx.Client(base_url=url, headers=_PAGE) as client:
            nowhere = client.get(_NOWHERE)
            assert nowhere.status_code == 404
            for path in not_there:
                answer = client.get(path)
                assert answer.status_code == 404, path
                # The page says twice where one is, and is the same otherwise.
                assert len(answer.text) - len(nowhere.text) == 2 * (len(path) - len(_NOWHERE)), path
            for path in there:
                assert client.get(path).status_code in {200, 303}, path
            assert client.get("/login").status_code == 200
            assert client.get("/").status_code == (200 if side is Side.PUBLIC else 303)
    finally:
        service.close()
