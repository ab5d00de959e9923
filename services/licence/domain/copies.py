"""Which copy of a licence is printed (条例 Art. 22)."""

from __future__ import annotations

from typing import Literal

Copy = Literal["正本", "副本"]

ORIGINAL: Copy = "正本"
DUPLICATE: Copy = "副本"
