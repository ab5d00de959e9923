"""The papers of a decision: sealed by the authority, laid down, and from then on those that are there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from kernel.exchange import DocumentRef, Made
from kernel.seal_orders import place_of, sealed_by
from services.approval.operations.resources import Resources
from services.approval.store import decisions
from services.approval.store.decisions import CaseDecision

_BOXES = Path(__file__).resolve().parents[1] / "templates" / "signature_boxes.json"


def sealed(resources: Resources, number: str, authority: tuple[str, str], papers: Sequence[Made]) -> list[Made]:
    """The papers of application or revocation `number`, those that have a place for it with the seal of `authority`
    (code, name). Its time stamps are new each time: who comes second takes what the first left. Raises Outage
    `licence.unavailable`."""
    wanted = [(paper, box) for paper in papers if (box := place_of(_BOXES, paper.kind)) is not None]
    if not wanted:
        return list(papers)
    places = [(paper.content, box) for paper, box in wanted]
    given = sealed_by(resources.seals, resources.exchange.authors, number, authority, places)
    done = {paper.kind: content for (paper, _), content in zip(wanted, given, strict=True)}
    return [replace(paper, content=done.get(paper.kind, paper.content)) for paper in papers]


def keep_papers(
    resources: Resources, kept: CaseDecision, authority_name: str, papers: Sequence[Made]
) -> list[DocumentRef]:
    """Seal, lay down and write down the papers of a decision; the references are those of the first attempt."""
    made = sealed(resources, kept.application_no, (kept.authority_code, authority_name), papers)
    laid = resources.exchange.deposit_documents(kept.application_no, made)
    with resources.database.transaction() as session:
        decisions.keep_documents(session, kept.decision_no, laid)
        there = {row.kind: row.reference() for row in decisions.documents(session, kept.decision_no)}
    return [there[paper.kind] for paper in papers]


def already_kept(resources: Resources, kept: CaseDecision, kinds: Sequence[str]) -> list[DocumentRef]:
    """The papers of these kinds in their order, where all of them are there; else none."""
    with resources.database.reading() as session:
        there = {row.kind: row.reference() for row in decisions.documents(session, kept.decision_no)}
    return [there[kind] for kind in kinds] if all(kind in there for kind in kinds) else []
