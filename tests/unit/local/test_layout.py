"""Ports and second factors of the local stack."""

from __future__ import annotations

import pytest

from deploy.local.accounts import totp
from deploy.local.layout import (
    DEFAULT_PORTS,
    OFFICES,
    SANDBOX_ROOM,
    SERVICES,
    WORKFLOWS_ROOM,
    BadPort,
    processes_of,
    wanted_ports,
)
from deploy.local.nats_accounts import CHECKPOINTS, permissions


def test_default_ports_differ() -> None:
    """No two parts want the same port."""
    assert len(set(DEFAULT_PORTS.values())) == len(DEFAULT_PORTS)


def test_port_base_gives_consecutive_ports() -> None:
    """With a base every part has a port of its own from there on."""
    ports = wanted_ports({}, 20000)
    assert sorted(ports.values()) == list(range(20000, 20000 + len(DEFAULT_PORTS)))


def test_single_port_outranks_the_base() -> None:
    """KAIYE_PORT_<NAME> moves one part only."""
    ports = wanted_ports({"KAIYE_PORT_BASE": "20000", "KAIYE_PORT_TEMPORAL_WEB": "9000"})
    assert ports["temporal-web"] == 9000
    assert ports["portal"] == 20000


def test_every_room_has_an_office() -> None:
    """Each service, the sandbox's parts and the worker run in exactly one office, and their log is found there."""
    assert sorted(room for rooms in OFFICES.values() for room in rooms) == sorted(
        [*SERVICES, SANDBOX_ROOM, WORKFLOWS_ROOM]
    )
    assert processes_of("portal") == ("portal", "front-office")
    assert processes_of("sms-gateway") == ("sandbox", "back-office")
    assert processes_of("postgres") == ("postgres",)


@pytest.mark.parametrize("text", ["http", "-1", "70000", "８１００", "81.5"])
def test_bad_port_is_named(text: str) -> None:
    """What is no port number is refused with the variable's name."""
    with pytest.raises(BadPort, match="KAIYE_PORT_NATS"):
        wanted_ports({"KAIYE_PORT_NATS": text})


@pytest.mark.parametrize("base", [0, 80, 65530])
def test_port_base_must_leave_room(base: int) -> None:
    """A base among the privileged ports, or too near the end, is refused."""
    with pytest.raises(BadPort, match="port base"):
        wanted_ports({}, base)


@pytest.mark.parametrize(
    ("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
)
def test_totp_agrees_with_rfc_6238(seconds: int, code: str) -> None:
    """The test vectors of RFC 6238, Appendix B (SHA-1), shortened to six digits."""
    assert totp("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", seconds) == code


def test_agencies_share_no_subject() -> None:
    """Nothing one agency may publish or hear is open to the other, but the log's checkpoints, which all hear."""
    publicity, tax = permissions("publicity"), permissions("tax")
    for direction in ("publish", "subscribe"):
        assert set(publicity[direction]) & set(tax[direction]) <= {CHECKPOINTS}
    assert CHECKPOINTS not in tax["publish"]
