"""Unit tests do no I/O: a socket to anywhere but this process fails the test. Nothing is timed in them."""

from __future__ import annotations

import pytest
from hypothesis import settings
from pytest_socket import disable_socket, enable_socket

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def _no_network() -> object:
    disable_socket(allow_unix_socket=True)
    yield
    enable_socket()
