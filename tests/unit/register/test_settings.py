"""What the register accepts as its configuration."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from pydantic import ValidationError

from services.register.settings import RegisterSettings

KEY = base64.b64encode(bytes(32)).decode()
GIVEN: dict[str, Any] = {
    **dict.fromkeys(("codec_keys", "exchange_keys", "keys", "s3_access_key", "s3_secret_key"), f"k1:{KEY}"),
    **{"hash_key": KEY, "part_key": KEY, "part_authors": ""},
    "database_url": "postgresql+psycopg://nobody@127.0.0.1/none",
}


def test_blocks_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks are a JSON array in one variable."""
    variable = '[{"authority_code": "14021300", "from": "0M0000", "to": "0MYYYY"}]'
    monkeypatch.setenv("KAIYE_REGISTER_CODE_BLOCKS", variable)
    (block,) = RegisterSettings(**GIVEN).code_blocks
    assert (block.authority_code, block.first, block.last) == ("14021300", "0M0000", "0MYYYY")


@pytest.mark.parametrize(
    "block",
    [
        {"authority_code": "14021300", "from": "0M0001", "to": "0M0000"},
        {"authority_code": "14021300", "from": "0O0000", "to": "0YYYYY"},
        {"authority_code": "140213", "from": "0M0000", "to": "0M0001"},
    ],
)
def test_bad_block(block: dict[str, str]) -> None:
    """A block that runs backwards, uses other letters or names no authority stops the start."""
    with pytest.raises(ValidationError):
        RegisterSettings(**GIVEN, code_blocks=[block])


def test_short_hash_key() -> None:
    """A hash key that is too short stops the start, and is not quoted."""
    with pytest.raises(ValidationError, match="base64 of 32 bytes") as caught:
        RegisterSettings(**GIVEN | {"hash_key": "c2hvcnQ="})
    assert "c2hvcnQ" not in str(caught.value)
