"""Puts the authority's seal on papers that another service wrote: letters, receipts, review sheets."""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from pydantic import ValidationError

from kernel.errors import not_found
from kernel.pdf.digests import sha256_hex
from kernel.seal_orders import ORDER, SealOrder
from kernel.trail_book import Change, digest_of_files
from services.licence.operations.resources import Resources

log = structlog.get_logger()

_AUTHORS = ("approval", "archive")
"""Who decides writes what is told of it; who keeps files writes the letters between two authorities."""


def seal_papers(resources: Resources, order: str, papers: Sequence[bytes]) -> list[bytes]:
    """Each of `papers` with the seal of its authority on the last page, closed to every change.

    Nothing is kept: asked again it seals again. Raises Refusal `seal_order.not_found` unless one of the
    services that write papers ordered exactly these papers to be sealed; Outage when a trust service is silent.
    """
    told = _told(resources, order)
    if told is None or [sha256_hex(each) for each in papers] != [each.sha256 for each in told.papers]:
        raise not_found("seal_order", "没有找到该申请", "There is no such order")
    with resources.database.transaction() as session:
        change = Change(digest_of_files([each.sha256 for each in told.papers]), None)
        resources.trail.note(session, "papers_sealed", told.application_no, of=told.authority_code, change=change)
    seal = resources.seals.open(told.authority_code, told.authority_name)
    sealed = [seal.apply_to_paper(paper, wanted.box) for paper, wanted in zip(papers, told.papers, strict=True)]
    log.info("papers_sealed", application_no=told.application_no, papers=len(sealed))
    return sealed


def _told(resources: Resources, order: str) -> SealOrder | None:
    said = (resources.exchange.authors.said(author, ORDER, order.encode()) for author in _AUTHORS)
    content = next((each for each in said if each is not None), None)
    try:
        return SealOrder.model_validate_json(content) if content is not None else None
    except ValidationError:
        return None
