"""What another service deposited, as far as the rules look at it."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, model_serializer


class Seen(BaseModel):
    """Part of another service's deposit; fields unknown here are ignored.

    `of_some_releases` are fields that parts of some releases have and others do not. One that was not given is not
    written either, so that a case has the same digest for ever.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")
    of_some_releases: ClassVar[frozenset[str]] = frozenset()

    @model_serializer(mode="wrap")
    def _as_given(self, written: SerializerFunctionWrapHandler) -> dict[str, Any]:
        left_out = self.of_some_releases - self.model_fields_set
        return {name: value for name, value in written(self).items() if name not in left_out}
