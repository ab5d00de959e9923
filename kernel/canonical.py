"""One text for one value: what is signed, digested and compared is written this way."""

from __future__ import annotations

import json
from typing import Any


def canonical_json(value: Any) -> bytes:
    """JSON Canonicalization Scheme (RFC 8785) in UTF-8: sorted names, no blanks, letters as they are.

    Promised for what we use: names without characters beyond the Basic Multilingual Plane, whole numbers below 2**53.
    A fraction is written as shortly as it can be read back, with its point (`1.0`); nothing that others check holds
    one. Raises ValueError for what is not a number and TypeError for what JSON cannot say.
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()
