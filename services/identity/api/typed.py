"""What requests of several routes share: whatever somebody typed."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Text = Annotated[str, Field(max_length=200)]


class Typed(BaseModel):
    """What somebody typed. Missing fields arrive empty, so that the rules can name all defects at once."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PersonNamed(Typed):
    """Somebody as a form names them."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"name": "穆静", "id_document_type": "10", "id_number": "140102198801011232"}}
    )

    name: Text = ""
    id_document_type: Text = ""
    id_number: Text = ""
