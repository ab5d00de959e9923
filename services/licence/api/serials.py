"""Numbers on blank forms, as they are typed."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from kernel.web.paths import PLAIN_TEXT

SerialNo = Annotated[
    str,
    Field(
        min_length=4,
        max_length=24,
        pattern="^[0-]*[1-9A-Za-z][0-9A-Za-z-]*$",
        description="The number on the blank form; never nothing but zeros",
    ),
]
Text = Annotated[str, Field(min_length=1, max_length=60, pattern=PLAIN_TEXT)]
Short = Annotated[str, Field(max_length=60, pattern=PLAIN_TEXT)]
