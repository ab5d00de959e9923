"""Paper licences handed out or void: collected by whom, posted, received, spoiled (打印证照申领记录)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kernel import handwriting
from kernel.errors import Finding, Refusal
from kernel.tokens import Principal
from services.licence.domain.addressee import Manner
from services.licence.domain.collector import Collector, Signed, faults
from services.licence.domain.paper import WITH_OWNER, Delivery, PaperStatus, ReturnManner
from services.licence.domain.states import ENDED
from services.licence.operations.addressee_versions import opened
from services.licence.operations.paper_records import PaperView, shown
from services.licence.operations.paper_steps import advance, check_in_force, held, keep
from services.licence.operations.postings import tell_posted
from services.licence.operations.resources import Resources
from services.licence.store import addressees
from services.licence.store.addressees import LicenceAddressee
from services.licence.store.licences import Licence
from services.licence.store.papers import PaperLicence


@dataclass(frozen=True, slots=True, repr=False)
class RecordClaim:
    """Idempotency key: print_no + manner. COLLECTED needs a `collector`, POSTED a tracking number."""

    uscc: str
    print_no: str
    manner: Literal[PaperStatus.COLLECTED, PaperStatus.POSTED, PaperStatus.RECEIVED]
    collector: Collector | None
    tracking_no: str | None


def record_claim(resources: Resources, caller: Principal, request: RecordClaim) -> PaperView:
    """Write down that a paper was collected, posted, or received by post. Its owner is told by text message that it
    was posted; a notice service that is silent is asked again when the same is recorded again.

    Where an agent is recorded, it is the agent who collects: name and document are compared with what was recorded.

    Raises Refusal `licence.print.not_found`, `licence.collector_faulty`, `licence.collector_is_another`,
    `licence.strokes_invalid`,
    `licence.tracking_no_missing`, `licence.paper_out_of_order`, `licence.not_in_force`.
    """
    collector = _checked(request)
    with resources.database.transaction() as session:
        row, paper = held(session, caller, request.uscc, request.print_no)
        if paper.status != request.manner:
            if collector is not None:
                _check_agent(resources, addressees.newest(session, row.application_no), collector)
            _move(resources, caller, row, paper, request)
            if collector is not None:
                paper.collector_encrypted = resources.encrypt_collector(paper.print_no, collector.model_dump_json())
                paper.recipient_encrypted = resources.encrypt_recipient(paper.print_no, collector.name)
                paper.recipient_hash = resources.recipient_hash(collector.name)
            keep(resources, session, row, paper)
    if paper.status == PaperStatus.POSTED and paper.told_at is None:
        paper = tell_posted(resources, row, paper)
    return shown(resources, paper, row)


def _check_agent(resources: Resources, recorded: LicenceAddressee | None, collector: Collector) -> None:
    if recorded is None or recorded.manner != Manner.AGENT:
        return
    agent = opened(resources, recorded)
    told = (agent.id_document_type, agent.id_number, agent.name)
    if told != (collector.id_document_type, collector.id_number, collector.name):
        raise Refusal(
            "licence.collector_is_another",
            "领取人与登记的委托代理人不是同一人",
            "Whoever collects it is not the agent that was recorded",
            pointer="/id_number" if collector.name == agent.name else "/recipient",
            status=409,
            remedy_zh="请核对证件；换人领取的，先在“委托代理人信息”中登记新的领取人",
            remedy_en="Compare the document; somebody else is recorded as the agent first",
        )


def _move(resources: Resources, caller: Principal, row: Licence, paper: PaperLicence, request: RecordClaim) -> None:
    if request.manner is not PaperStatus.RECEIVED:
        check_in_force(row)
    advance(paper, request.manner)
    now = resources.clock.now()
    if request.manner is PaperStatus.RECEIVED:
        paper.received_at = now
    else:
        paper.handed_at, paper.handed_by = now, caller.subject
        paper.delivery = Delivery.POST if request.manner is PaperStatus.POSTED else Delivery.COLLECT
        paper.tracking_no = request.tracking_no


@dataclass(frozen=True, slots=True)
class VoidPaper:
    """Idempotency key: print_no. `returned` says how a paper of a licence that ended came back, or that it was declared
    void in public; `reason` then has what was published and when, or what else there is to say."""

    uscc: str
    print_no: str
    reason: str
    returned: ReturnManner | None = None


def void_paper(resources: Resources, caller: Principal, request: VoidPaper) -> PaperView:
    """Mark a paper as spoiled, lost or returned; its form's number stays used. The first record stands.

    Raises as `record_claim` does, and Refusal `licence.still_in_force`, `licence.not_with_owner` for a paper that has
    nothing to come back for.
    """
    with resources.database.transaction() as session:
        row, paper = held(session, caller, request.uscc, request.print_no)
        if paper.status != PaperStatus.VOID:
            if request.returned is not None:
                _check_return(row, paper)
            advance(paper, PaperStatus.VOID)
            paper.void_reason, paper.void_at, paper.void_by = request.reason, resources.clock.now(), caller.subject
            paper.return_manner = request.returned
            keep(resources, session, row, paper)
        return shown(resources, paper, row)


def _check_return(row: Licence, paper: PaperLicence) -> None:
    if row.state not in ENDED:
        raise Refusal(
            "licence.still_in_force",
            "该营业执照仍然有效，不需要交回",
            "This licence is in force; nothing of it is to come back",
            status=409,
            article="市场主体登记管理条例实施细则第二十三条",
        )
    if paper.status not in WITH_OWNER:
        raise Refusal(
            "licence.not_with_owner",
            "这份执照没有交付给市场主体，不能登记交回",
            "This paper was never handed out; it cannot come back",
            status=409,
            remedy_zh="没有发出的，请直接作废",
            remedy_en="What was not handed out is simply made void",
        )


def _checked(request: RecordClaim) -> Collector | None:
    """Who collects, in normal form, where somebody does."""
    if request.manner is PaperStatus.POSTED and not request.tracking_no:
        raise Refusal(
            "licence.tracking_no_missing",
            "请填写邮寄单号",
            "The tracking number is missing",
            pointer="/tracking_no",
        )
    if request.manner is not PaperStatus.COLLECTED or request.collector is None:
        return None
    collector = request.collector.tidied()
    found = faults(collector)
    if not collector.name:
        found.insert(0, _name_missing())
    if found:
        raise Refusal(
            "licence.collector_faulty",
            "领取人信息未通过校验，请按提示修改",
            "Something about who collects it is wrong; please correct it",
            findings=found,
        )
    if collector.signed is Signed.DRAWN:
        handwriting.check(collector.strokes, "licence")
    return collector


def _name_missing() -> Finding:
    return Finding(
        "licence.recipient_missing",
        "请填写领取人姓名",
        "The name of the person who collects it is missing",
        "/recipient",
    )
