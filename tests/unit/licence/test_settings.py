"""What the licence service accepts as its configuration."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from pydantic import ValidationError

from services.licence.settings import LicenceSettings

KEY = base64.b64encode(bytes(32)).decode()
GIVEN: dict[str, Any] = {
    **dict.fromkeys(("codec_keys", "exchange_keys", "keys", "s3_access_key", "s3_secret_key"), f"k1:{KEY}"),
    **{"hash_key": KEY, "part_key": KEY, "part_authors": ""},
    "database_url": "postgresql+psycopg://nobody@127.0.0.1/none",
}


def test_short_hash_key() -> None:
    """A hash key that is too short stops the start, and is not quoted."""
    with pytest.raises(ValidationError, match="base64 of 32 bytes") as caught:
        LicenceSettings(**GIVEN | {"hash_key": "c2hvcnQ="})
    assert "c2hvcnQ" not in str(caught.value)
