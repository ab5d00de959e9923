"""The log over HTTP is what static files would be; alarms are for operations alone."""

from __future__ import annotations

import pytest

from kernel.tlog.notes import Checkpoint, Verifier
from kernel.tlog.tiles import Tile, path, subtrees_of
from kernel.tlog.tree import root
from kernel.web.application import make_app
from kernel.web.routes import take_in
from services.transparency.api.routes import router
from tests.fixtures.services.asking import TestClient, asked
from tests.fixtures.services.tokens import OwnKeys, bearer, new_key
from tests.integration.transparency.conftest import SIGNER, Room

KEY = new_key()


@pytest.fixture
def client(room: Room) -> TestClient:
    app = make_app("transparency", "test", OwnKeys(KEY), {})
    take_in(app.router, router(room.resources))
    with asked(app) as client:
        return client


def test_anybody_can_follow_the_log(room: Room, client: TestClient) -> None:
    """Key, head and tiles fit each other; a full tile may be kept for ever."""
    assert client.get("/log/checkpoint").status_code == 404
    room.write(299)
    room.logged()
    log = Verifier.parse(client.get("/log/key").text)
    head = Checkpoint.opened(client.get("/log/checkpoint").text, log)
    widths = {Tile(0, 0): 256, Tile(0, 1): 44, Tile(1, 0): 1}
    tiles = {tile: client.get(f"/log/{path(tile, width)}") for tile, width in widths.items()}
    assert head.size == 300
    assert root(300, subtrees_of(lambda tile: tiles[tile].content)) == head.root
    assert "immutable" in tiles[Tile(0, 0)].headers["Cache-Control"]
    assert str(log) == str(SIGNER.verifier)


def test_alarms_are_for_operations(room: Room, client: TestClient) -> None:
    """They see what was found, and say that they looked into it; nobody else does."""
    room.write()
    room.logged()
    with room.intruder() as somebody:
        somebody.execute("DELETE FROM licence.used_code")
    room.checked()
    for role in ("applicant", "examiner", "head", "archivist"):
        assert client.get("/alarms", headers=bearer(KEY, "x", role)).status_code == 403
    headers = bearer(KEY, "ops", "operations")
    told = client.get("/alarms", headers=headers).json()
    (alarm,) = told["alarms"]
    assert (alarm["kind"], alarm["book"], alarm["key"]) == ("row_missing", "licence.used_code", "[1]")
    reason = {"reason": "the row was restored"}
    answers = [
        client.post(f"/alarms/{alarm['number']}/acknowledgement", json=reason, headers=headers).status_code
        for _ in range(2)
    ]
    assert answers == [204, 404]
    assert client.get("/alarms", headers=headers).json()["alarms"] == []
