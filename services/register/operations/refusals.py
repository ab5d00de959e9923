"""The register's answers to those who ask for what is not there."""

from __future__ import annotations

from kernel.errors import Refusal


def entity_unknown() -> Refusal:
    """The refusal for a code that nobody has, and for one the caller may not know."""
    return Refusal(
        "register.entity_unknown",
        "登记簿中没有该市场主体",
        "There is no such entity in the register",
        status=404,
        remedy_zh="请核对统一社会信用代码",
        remedy_en="Check the unified social credit code",
    )
