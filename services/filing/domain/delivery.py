"""Whether a paper licence is wanted, and how it reaches the applicant."""

from __future__ import annotations

from pydantic import BaseModel

from catalogues import lengths
from kernel.persons import ANY_DOCUMENT
from services.filing.domain.entries import Entries

COLLECT, POST = "window", "post"


class Delivery(BaseModel):
    """How a paper licence reaches the applicant: collected at the window, or posted."""

    method: str = COLLECT
    recipient: str | None = None
    phone: str | None = None
    address: str | None = None


def judge_delivery(entries: Entries) -> Delivery | None:
    """The part `delivery` of a form that asks for `needs_paper_licence`."""
    inside = entries.part("delivery")
    wanted = entries.flag("needs_paper_licence")
    if inside is None:
        return Delivery() if wanted else None
    if wanted is False:
        entries.note(
            "delivery", "not_wanted", "不需要纸质营业执照，不应填写", "No paper licence is wanted; leave this empty"
        )
    return Delivery(
        method=inside.choice("method", (COLLECT, POST)) or COLLECT,
        recipient=inside.person("recipient", ANY_DOCUMENT),
        phone=inside.phone("phone"),
        address=inside.text("address", lengths.ADDRESS),
    )


def missing_in_delivery(wanted: bool | None, found: Delivery | None, entries: Entries, path: str) -> None:
    """Note what is still needed to post a paper licence."""
    if not wanted or found is None or found.method != POST:
        return
    inside = Entries({}, path, entries.findings)
    for name, zh, en in (
        ("recipient", "请填写收件人", "Enter the recipient"),
        ("phone", "请填写收件电话", "Enter the recipient's phone number"),
        ("address", "请填写收件地址", "Enter the address"),
    ):
        if getattr(found, name) is None:
            inside.note(name, "required", zh, en)
