"""The pages of an application in the order of the notice, and which step is taken on which of them (通知 2.1.2)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from catalogues import application_stages
from catalogues.filing_types import editions
from catalogues.filing_types.description import FilingType
from catalogues.filing_types.words import EntityKind, RegisterEffect, Section, SignerRole, Stage
from workflows.contract import Step


@dataclass(frozen=True, slots=True)
class Page:
    """`key` is the last part of the page's address."""

    key: str
    title: str


PAGES = (
    Page("type", "选择类型"),
    Page("name", "核名"),
    Page("operator", "经营者信息"),
    Page("parties", "股东和任职"),
    Page("details", "基本信息"),
    Page("matter", "申请事项"),
    Page("preview", "信息预览"),
    Page("authentication", "实名认证"),
    Page("signing", "电子签名"),
    Page("result", "提交与结果"),
)
"""All there are; a filing has those of them on which it asks for something, see `of`."""

_FORM_OF: Mapping[str, Section] = {
    "name": Section.NAME,
    "operator": Section.OPERATOR,
    "parties": Section.PARTIES,
    "details": Section.DETAILS,
    "matter": Section.MATTER,
}
"""The pages on which a section is filled in."""

_PAGE_OF_STEP: Mapping[Step, str] = {
    Step.DECLARE_NAME: "name",
    Step.CONFIRM_OPERATOR: "operator",
    Step.CONFIRM_DOCUMENTS: "preview",
    Step.AUTHENTICATE: "authentication",
    Step.COLLECT_SIGNATURES: "signing",
    Step.SUBMIT: "signing",
    Step.REQUEST_REVIEW: "review",
}
"""Steps that are not here are buttons on the page of the case, or an examiner's; what is filled in last is completed on
its own page."""


def of(number: str) -> tuple[Page, ...]:
    """The pages of an application, in their order: what its kind of filing asks for, as its number says. Every edition
    of a kind has the same pages."""
    return of_kind(editions.of_number(number))


def of_kind(filing: FilingType) -> tuple[Page, ...]:
    """The pages of a kind of filing, in their order."""
    return tuple(_called(page, filing) for page in PAGES if _belongs(page, filing))


def has(key: str, number: str) -> bool:
    """Whether an application has a page."""
    return any(page.key == key for page in of(number))


def can_be_filled_in(key: str) -> bool:
    """Whether everything that a kind of filing asks for has a page; one that has not is filed by program."""
    kind = next(kind for kind in reversed(editions.all()) if kind.key == key)
    return all(section.section in _FORM_OF.values() for section in kind.sections if section.forms)


def _called(page: Page, filing: FilingType) -> Page:
    """Before there is a business, its name is examined (核名); of one that there is, name and place are changed.
    Whoever stands for the business is called as this kind of business calls them."""
    if page.key == "parties" and filing.entity_kind is not EntityKind.LIMITED_COMPANY:
        return Page("parties", "出资人和任职")
    if page.key == "operator" and filing.in_charge is not SignerRole.OPERATOR:
        return Page("operator", f"{filing.signer(filing.in_charge).label}信息")
    return page if page.key != "name" or is_establishment(filing) else Page("name", "名称和经营场所")


def _belongs(page: Page, filing: FilingType) -> bool:
    if page.key == "type":
        return is_establishment(filing)
    section = _FORM_OF.get(page.key)
    if section is Section.PARTIES:
        return filing.fills_in(section)
    return section is None or filing.asks_for(section)


def is_handed_over(key: str) -> bool:
    """Whether a kind of filing is applied for by somebody else than who runs the business now."""
    return next(kind for kind in editions.all() if kind.key == key).changes_operator


def leads_elsewhere(key: str) -> bool:
    """Whether a kind of filing asks first to which county the business moves."""
    return next(kind for kind in editions.all() if kind.key == key).moves


def is_establishment(filing: FilingType) -> bool:
    """Whether it makes a business, and is not about one that there is."""
    return filing.register_effect is RegisterEffect.CREATE


def is_by_authority(number: str) -> bool:
    """Whether nobody applied for it with pages of a case: a revocation."""
    return editions.of_number(number).by_authority


def matter(number: str) -> str:
    """What an application is for, as one says it: 设立登记, 变更登记."""
    return editions.of_number(number).archive_category


def page_of(step: Step, number: str) -> str | None:
    """The page on which an application takes a step."""
    if step is Step.COMPLETE_DETAILS:
        return next((page.key for page in reversed(of(number)) if page.key in _FORM_OF), None)
    return _PAGE_OF_STEP.get(step)


def in_charge(number: str) -> str:
    """What whoever stands for the business is called, by its kind: 经营者, 法定代表人."""
    filing = editions.of_number(number)
    return filing.signer(filing.in_charge).label


def in_charge_of(kind: str) -> str:
    """The same of a kind of business, as the newest filing type that founds one says it."""
    founding = [each for each in editions.all() if is_establishment(each) and each.entity_kind == kind]
    return founding[-1].signer(founding[-1].in_charge).label if founding else "经营者"


def title(key: str, number: str) -> str:
    """What a page of an application is called."""
    return next(page.title for page in of(number) if page.key == key)


def page_after(key: str, possible: Collection[Step], number: str) -> str | None:
    """The next page after this one on which something can be done, None where there is none."""
    keys = [page.key for page in of(number)]
    later = keys[keys.index(key) + 1 :]
    return next((each for each in later if is_open(each, possible, number)), None)


def page_before(key: str, number: str) -> str:
    """The page before this one; the first one has none before it."""
    keys = [page.key for page in of(number)]
    return keys[max(keys.index(key) - 1, 0)]


def next_page(possible: Collection[Step], number: str) -> str | None:
    """Where the applicant goes on, None where there is nothing to fill in: of several pages the furthest one, since
    one can go back as long as nothing is locked."""
    steps = (page.key for page in reversed(of(number)) if taken_on(page.key, number) == page.key)
    return next((key for key in steps if is_open(key, possible, number)), None)


def first_page(possible: Collection[Step], number: str) -> str | None:
    """The first page on which something can be done, None where there is none."""
    return next((page.key for page in of(number) if is_open(page.key, possible, number)), None)


def is_open(key: str, possible: Collection[Step], number: str) -> bool:
    """Whether something can be done on a page now."""
    return any(page_of(step, number) == taken_on(key, number) for step in possible)


def taken_on(key: str, number: str) -> str:
    """On which page the step is taken with which a page is locked: founders with whoever stands for the business,
    those who hold it later with what else changes."""
    section, filing = _FORM_OF.get(key), editions.of_number(number)
    if section is not Section.PARTIES or not filing.fills_in(section):
        return key
    return next(page for page, each in _FORM_OF.items() if each is filing.holding(section).section)


def may_begin_again(number: str, stage: str, possible: Collection[Step], decision: Mapping[str, Any] | None) -> bool:
    """Whether a case ended without a registration, so that a new one may begin with what it holds. A filing about a
    business begins at that business."""
    if not is_establishment(editions.of_number(number)):
        return False
    refused = decision is not None and decision["outcome"] == "REJECT"
    return not possible and (refused or stage in {Stage.WITHDRAWN, Stage.ABANDONED})


def lies_before(key: str, other: str) -> bool:
    """Whether one page comes before another one."""
    keys = [page.key for page in PAGES]
    return keys.index(key) < keys.index(other)


OUTCOMES = {
    "PASS": "通过",
    "NOTE": "提示",
    "APPROVE": "准予登记",
    "CORRECT": "退回补正",
    "REFER": "转人工审查",
    "REJECT": "不予登记",
}

AGENCIES = {"publicity": "国家企业信用信息公示系统", "tax": "税务机关"}

_MOODS: Mapping[str, str] = {
    Stage.LICENSED: "good",
    Stage.ENTERED: "good",
    Stage.ARCHIVED: "good",
    Stage.APPROVED: "good",
    Stage.REJECTED: "bad",
    Stage.LAPSED: "bad",
    Stage.WITHDRAWN: "quiet",
    Stage.ABANDONED: "quiet",
    Stage.CORRECTION_REQUIRED: "act",
    Stage.MANUAL_REVIEW: "wait",
    Stage.NEEDS_ATTENTION: "wait",
    Stage.SUBMITTED: "wait",
    Stage.UNDER_REVIEW: "wait",
}


_FILLED_IN_AT = frozenset({Stage.NAME_RESERVED, Stage.OPERATOR_LOCKED})


def headline(stage: str, number: str, *, named: bool) -> str:
    """What a citizen calls the stage of an application: the file of a licensed business is the authority's matter; of a
    filing about a business nobody confirms who the operator is, and no name is held of one without."""
    filing = editions.of_number(number)
    if stage in _FILLED_IN_AT and not is_establishment(filing):
        stage = Stage.DRAFT
    if stage == Stage.NAME_RESERVED and not named:
        stage = Stage.DRAFT
    if stage == Stage.ARCHIVED:
        stage = Stage.LICENSED if filing.prints_licence else Stage.ENTERED
    return stage_label(stage, number)


PERSONS_CONFIRMED, DEREGISTERED = "人员信息已确认", "已注销"


def stage_label(stage: str, number: str) -> str:
    """What a stage is called in the course of an application: an enterprise has no operator to confirm, and what ends
    a business registers nothing."""
    filing = editions.of_number(number)
    if stage == Stage.OPERATOR_LOCKED and filing.in_charge != SignerRole.OPERATOR:
        return PERSONS_CONFIRMED
    if stage == Stage.ENTERED and filing.closes_register:
        return DEREGISTERED
    return application_stages.label(stage)


def mood(stage: str) -> str:
    """How a stage is coloured: good, bad, quiet, wait, or act where the applicant goes on."""
    return _MOODS.get(stage, "act")
