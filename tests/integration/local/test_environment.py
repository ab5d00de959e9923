"""What the stack generates is what the services ask for."""

from __future__ import annotations

import importlib
import stat
from pathlib import Path

import pytest
from pydantic_settings import BaseSettings

from deploy.local.applications import present_services
from deploy.local.environment import Environment, compute
from deploy.local.generated_secrets import SecretFile
from deploy.local.layout import DEFAULT_PORTS
from kernel.keyring import KeyRing


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    return compute(SecretFile(tmp_path / "secrets.json"), DEFAULT_PORTS, tmp_path)


@pytest.mark.parametrize("service", present_services())
def test_every_required_setting_is_given(environment: Environment, service: str) -> None:
    """A service running alone finds each variable that has no default, and accepts all values."""
    module = importlib.import_module(f"services.{service}.settings")
    kinds = [
        kind
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, BaseSettings) and kind.__module__ == module.__name__
    ]
    assert kinds
    given = environment.of(service)
    for kind in kinds:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in given.items():
                patch.setenv(name, value)
            kind()


def test_secrets_are_made_once(tmp_path: Path) -> None:
    """The same file gives the same values, to its owner only; another file gives others."""
    first = compute(SecretFile(tmp_path / "secrets.json"), DEFAULT_PORTS, tmp_path)
    again = compute(SecretFile(tmp_path / "secrets.json"), DEFAULT_PORTS, tmp_path)
    other = compute(SecretFile(tmp_path / "other.json"), DEFAULT_PORTS, tmp_path)
    assert first == again
    assert first.shared["KAIYE_CODEC_KEYS"] != other.shared["KAIYE_CODEC_KEYS"]
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600


def test_key_rings_are_ones_the_kernel_reads(environment: Environment) -> None:
    """Every ring parses, and no two purposes share a key."""
    rings = [
        value for name, value in environment.everything().items() if name.endswith("_KEYS") and "AGENCY" not in name
    ]
    assert len(rings) == 13
    keys = {key for ring in rings for key in KeyRing.parse(ring).keys.values()}
    assert len(keys) == len(rings)
