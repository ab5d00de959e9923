"""What an office does before the servers are there."""

from __future__ import annotations

import threading
from pathlib import Path

from deploy.local.office import wait_for
from deploy.local.rooms import exists, has_tables


def test_an_office_goes_on_once_the_servers_are_there(tmp_path: Path) -> None:
    """It waits as long as they take."""
    office = threading.Thread(target=wait_for, args=(tmp_path / "ready",))
    office.start()
    assert office.is_alive()
    (tmp_path / "ready").touch()
    office.join(60)
    assert not office.is_alive()


def test_rooms_are_found_without_opening_them() -> None:
    """A service with tables, one without, and one that is not installed."""
    assert has_tables("filing")
    assert exists("services.portal.main")
    assert not exists("services.pharmacy.main")
