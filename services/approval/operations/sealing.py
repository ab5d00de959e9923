"""The papers of a decision: sealed by the authority, laid down, and from then on those that are there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from kernel.exchange import DocumentRef, Made
from kernel.pdf.signing import Box
from kernel.seal_orders import ORDER, order_of
from services.approval.operations.resources import Resources
from services.approval.store import decisions
from services.approval.store.decisions import CaseDecision

_BOXES = Path(__file__).resolve().parents[1] / "templates" / "signature_boxes.json"


def sealed(resources: Resources, number: str, authority: tuple[str, str], papers: Sequence[Made]) -> list[Made]:
    """The papers of application or revocation `number`, those that have a place for it with the seal of `authority`
    (code, name). Its time stamps are new each time: who comes second takes what the first left. Raises Outage
    `licence.unavailable`."""
    wanted = [(paper, box) for paper in papers if (box := _box(paper.kind)) is not None]
    if not wanted:
        return list(papers)
    order = order_of(number, authority, [(paper.content, box) for paper, box in wanted])
    said = resources.exchange.authors.say(ORDER, order)
    given = resources.seals.sealed(said, [paper.content for paper, _ in wanted])
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


def _box(kind: str) -> Box | None:
    places = _places().get(kind)
    return places["authority"] if places else None


@cache
def _places() -> dict[str, dict[str, Box]]:
    told = json.loads(_BOXES.read_text("utf-8"))
    return {kind: {role: tuple(place["box"]) for role, place in roles.items()} for kind, roles in told.items()}
