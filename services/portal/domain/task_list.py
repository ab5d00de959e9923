"""What an applicant has to do until the application is handed in, task by task: by the workflow's word alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalogues.filing_types.words import Section
from services.portal.domain import pages
from services.portal.domain.correction import FORMS, KEPT_AS, Item, page_of
from workflows.contract import Step

TODO, BEGUN, DONE, CORRECT = "未开始", "填写中", "已完成", "需修改"
MOODS = {TODO: "", BEGUN: "wait", DONE: "good", CORRECT: "act"}

TASKS = (
    (Section.NAME, "名称和经营场所"),
    (Section.OPERATOR, "经营者信息"),
    (Section.PARTIES, "股东和任职"),
    (Section.DETAILS, "基本信息"),
    (Section.MATTER, "申请事项"),
    ("preview", "核对内容和材料"),
    ("authentication", "实名认证"),
    ("signing", "电子签名并提交"),
)


@dataclass(frozen=True, slots=True)
class Task:
    """`missing` are findings about what keeps a task that was begun from being done; `is_open`: its page can be worked
    on now."""

    page: str
    title: str
    state: str
    missing: Sequence[Mapping[str, Any]]
    is_open: bool


def tasks(
    application: Mapping[str, Any], steps: Collection[Step], to_correct: Sequence[Item], open_forms: Collection[str]
) -> tuple[Task, ...]:
    """Every task of the application, by its kind of filing. `steps` are those that are possible now; of a returned
    case, `open_forms` are the pages that its correction opens and `to_correct` what it was returned for."""
    number = application["application_no"]
    keys = {page.key for page in pages.of(number)}
    wanted = [(page, title) for page, title in TASKS if page in keys]
    furthest = next((page for page, _ in reversed(wanted) if pages.is_open(page, steps, number)), None)
    names = [page for page, _ in wanted]
    reached = names.index(furthest) if furthest else 0
    due = {item.page for item in to_correct if not item.changed}
    made = []
    for place, (page, title) in enumerate(wanted):
        missing = tuple(_missing(application, page)) if _is_begun(application, page) else ()
        if page in due and (page not in FORMS or page in open_forms):
            state = CORRECT
        elif (to_correct and page in FORMS and not missing) or _is_past(application, page, steps, place < reached):
            state = DONE
        else:
            state = BEGUN if place <= reached and _is_begun(application, page) else TODO
        is_open = page in open_forms if to_correct and page in FORMS else pages.is_open(page, steps, number)
        said = pages.title(page, number) if page in {Section.OPERATOR, Section.PARTIES} else title
        made.append(Task(page, said, state, missing if state != DONE else (), is_open))
    return tuple(made)


def _is_past(application: Mapping[str, Any], page: str, steps: Collection[Step], lies_before: bool) -> bool:
    """Of pages that are confirmed together, one is done as soon as nothing is missing on it."""
    if Step.CONFIRM_OPERATOR in steps and page in {Section.OPERATOR, Section.PARTIES} and _is_with_parties(application):
        return _is_begun(application, page) and not any(_missing(application, page))
    return lies_before


def _is_with_parties(application: Mapping[str, Any]) -> bool:
    return any(each.key == Section.PARTIES for each in pages.of(application["application_no"]))


def _is_begun(application: Mapping[str, Any], page: str) -> bool:
    return page in FORMS and application[KEPT_AS[page]] is not None


def _missing(application: Mapping[str, Any], page: str) -> Iterable[Mapping[str, Any]]:
    return (each for each in application["missing_for_documents"] if page_of(each["pointer"]) == page)
