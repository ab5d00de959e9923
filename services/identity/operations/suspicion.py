"""Who has to answer a captcha: an address that asked for many texts or failed often, a mobile that was sent several."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kernel.errors import Finding, Refusal
from services.identity.domain.persons import mobile_key
from services.identity.operations.resources import Resources

UNASKED, UNASKED_TO, UNASKED_AT_ALL, FAILED = "without_captcha", "without_captcha_to", "without_captcha_all", "failed"

_FAILURES = frozenset({"identity.sms_code_wrong", "identity.login_failed", "identity.captcha_wrong"})
_EVERYBODY = "everybody"


def is_suspect(resources: Resources, address: str) -> bool:
    """Whether somebody there has to answer a captcha before the next text."""
    rates = resources.rates
    spent = rates.is_spent(UNASKED, address) or rates.is_spent(UNASKED_AT_ALL, _EVERYBODY)
    return spent or has_failed(resources, address)


def has_failed(resources: Resources, address: str) -> bool:
    """Whether there were too many wrong codes and passwords from there."""
    return resources.rates.is_spent(FAILED, address)


def check_unasked(resources: Resources, address: str, mobile: str) -> None:
    """Count a text without a captcha. Raises Refusal `identity.captcha_required` where that is one too many, for the
    address, for the number, or for everybody together: then somebody sends from many addresses to many numbers."""
    if is_suspect(resources, address):
        raise captcha_required()
    rates = resources.rates
    allowed = [
        rates.hit(UNASKED_TO, mobile_key(mobile)),
        rates.hit(UNASKED, address),
        rates.hit(UNASKED_AT_ALL, _EVERYBODY),
    ]
    if not all(allowed):
        raise captcha_required()


def captcha_required() -> Refusal:
    wanted = Finding(
        "identity.captcha_required",
        "请先回答图片验证码",
        "Please answer the captcha first",
        "/captcha_answer",
        remedy_zh="短时间内多次获取验证码或者输入有误，需要确认不是程序在操作",
        remedy_en="There were several codes or mistakes in a short time: this shows that no program is at work",
    )
    return Refusal(wanted.code, wanted.zh, wanted.en, findings=(wanted,))


@contextmanager
def watching(resources: Resources, address: str) -> Iterator[None]:
    """What fails as guesses do is counted against the address."""
    try:
        yield
    except Refusal as refusal:
        if any(finding.code in _FAILURES for finding in refusal.all_findings()):
            resources.rates.hit(FAILED, address)
        raise
