"""What addresses and forms name things by: one type for each, in paths, queries and bodies alike.

A thing that is named well but unknown, or somebody else's, is answered with 404; one that is not named well with 422.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Header
from pydantic import Field, StringConstraints

ApplicationNo = Annotated[
    str,
    Field(
        pattern=r"^[0-9]{23}$",
        examples=["14021301202202220000017"],
        description="Number of an application: division, business type, day, sequence",
    ),
]
Uscc = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9A-Za-z]{18}$", to_upper=True),
    Field(
        examples=["92140213MA0MU7MP45"], description="Unified social credit code (GB 32100-2015); arrives in capitals"
    ),
]
KindOfDocument = Annotated[
    str,
    Field(pattern=r"^[a-z_]{1,40}$", examples=["application_form"], description="Kind of a document of the case"),
]
AuthorityCode = Annotated[
    str, Field(pattern=r"^[0-9]{8}$", examples=["14021300"], description="Code of a registration authority")
]
DivisionCode = Annotated[
    str, Field(pattern=r"^[0-9]{6}$", examples=["140213"], description="Code of a division (GB/T 2260)")
]
RecordId = Annotated[
    str,
    Field(
        pattern=r"^[0-9a-f-]{36}$",
        examples=["01890a5d-ac96-774b-bcce-b302099a8057"],
        description="A UUID (RFC 9562) that we gave",
    ),
]
RequestId = Annotated[
    str,
    Field(
        pattern=r"^[0-9A-Za-z_-]{8,64}$",
        examples=["0198b8c2-6f4e-7c31-9a55-2f7f0a9d1c3b"],
        description="Made by the caller; the same one again changes nothing more",
    ),
]
IdempotencyKey = Annotated[
    str | None,
    Header(alias="Idempotency-Key", pattern=r"^[\x21-\x7e]{8,100}$", description="The same key again does nothing new"),
]
StepOrder = Annotated[
    str | None,
    Header(
        alias="Kaiye-Order",
        max_length=2000,
        description="The order for the step this belongs to, which the filing service gives to whose application it is",
    ),
]

PLAIN_TEXT = r"^[^\x00-\x1f\x7f]*$"
"""One line: no control characters."""

PLAIN_LINES = r"^[^\x00-\x08\x0b-\x1f\x7f]*$"
"""Several lines: no control characters but tab and new line."""
