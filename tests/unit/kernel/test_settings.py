"""What a service reads from its environment, and what stops its start."""

from __future__ import annotations

import base64

import pytest
from pydantic import ValidationError

from kernel.errors import Defect
from kernel.settings import DatabaseSettings, HashingSettings, TypesettingSettings, of_service

KEY = base64.b64encode(bytes(32)).decode()
GIVEN = {
    "KAIYE_CODEC_KEYS": f"k1:{KEY}",
    "KAIYE_TRYING_S3_ACCESS_KEY": "a",
    "KAIYE_TRYING_S3_SECRET_KEY": "s",
    "KAIYE_EXCHANGE_KEYS": f"k1:{KEY}",
    "KAIYE_TRYING_DATABASE_URL": "postgresql+psycopg://own",
    "KAIYE_TRYING_KEYS": f"k2:{KEY}",
    "KAIYE_TRYING_HASH_KEY": KEY,
    "KAIYE_TRYING_PART_KEY": KEY,
    "KAIYE_PART_AUTHORS": "trying:AAAA",
}


class TryingSettings(DatabaseSettings, HashingSettings, TypesettingSettings):
    model_config = of_service("trying")

    listen: str = "127.0.0.1:9000"


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in GIVEN.items():
        monkeypatch.setenv(name, value)


def test_variables_carry_the_name_of_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its address, database and keys are its own; what all share is not."""
    monkeypatch.setenv("KAIYE_OTHER_LISTEN", "127.0.0.1:1")
    monkeypatch.setenv("KAIYE_TRYING_TYPESETTING_PROCESSES", "3")
    monkeypatch.setenv("KAIYE_DEMONSTRATION", "true")
    monkeypatch.setenv("KAIYE_TEMPORAL_ADDRESS", "temporal:7233")
    settings = TryingSettings()
    assert (settings.listen, settings.typesetting_processes) == ("127.0.0.1:9000", 3)
    assert (settings.demonstration, settings.temporal_address) == (True, "temporal:7233")
    assert settings.database_url.get_secret_value() == "postgresql+psycopg://own"
    assert (settings.ring.primary, settings.hash_key_bytes) == ("k2", bytes(32))


@pytest.mark.parametrize("name", GIVEN)
def test_a_missing_secret_stops_the_start(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no default for it; the message names the variable."""
    monkeypatch.delenv(name)
    with pytest.raises(ValidationError, match=name):
        TryingSettings()


@pytest.mark.parametrize("key", ["", "A" * 40, "not base64 at all!"])
def test_a_hash_key_of_another_length_stops_the_start(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is found before anything is stored with it; the message names the variable and does not quote it."""
    monkeypatch.setenv("KAIYE_TRYING_HASH_KEY", key)
    with pytest.raises(ValidationError, match="KAIYE_TRYING_HASH_KEY") as caught:
        TryingSettings()
    assert not key or key not in str(caught.value)


def test_a_malformed_key_ring(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is found when the service is wired, and not quoted."""
    monkeypatch.setenv("KAIYE_TRYING_KEYS", "k2:short")
    with pytest.raises(Defect, match=r"keyring\.malformed"):
        _ = TryingSettings().ring
