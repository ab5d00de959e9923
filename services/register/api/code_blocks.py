"""Code blocks over HTTP, for operations staff."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from kernel.tokens import Role
from kernel.web.access import Access
from kernel.web.paging import Page, whole
from kernel.web.paths import AuthorityCode, RecordId
from services.register.operations import blocks
from services.register.operations.blocks import MOST_USED_BODIES, CodeBlockView
from services.register.operations.resources import Resources
from services.register.settings import Body


class BlockRequest(BaseModel):
    """Both ends are included; a body is what stands between MA and the check character."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"authority_code": "14021300", "from": "0M0000", "to": "0MYYYY", "used": []}]},
    )

    authority_code: AuthorityCode
    first: Body = Field(alias="from")
    last: Body = Field(alias="to")
    used: list[Body] = Field(default=[], max_length=MOST_USED_BODIES, description="Given away by an earlier system")


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/code-blocks", tags=["operations"], dependencies=[Depends(Access(Role.OPERATIONS))])

    @routes.post("", status_code=201)
    def add_block(request: BlockRequest) -> CodeBlockView:
        """Give an authority a further block of organisation codes; the same range again changes nothing."""
        return blocks.add_block(resources, request.authority_code, request.first, request.last, request.used)

    @routes.get("")
    def list_blocks(
        authority_code: AuthorityCode | None = None,
    ) -> Page[CodeBlockView]:
        """Every block, or those of one authority, with what remains of them."""
        return whole(blocks.list_blocks(resources, authority_code))

    @routes.post("/{block_id}/close")
    def close_block(block_id: RecordId) -> CodeBlockView:
        """Take no further code from a block."""
        return blocks.close_block(resources, block_id)

    return routes
