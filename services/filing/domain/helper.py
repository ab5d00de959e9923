"""Who helps an applicant to fill in (帮办、代办): named, so that it can be traced; whoever applies signs themselves."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel

from kernel.errors import Finding
from services.filing.domain.entries import Entries

RELATIONS: Mapping[str, str] = {
    "family": "亲属",
    "neighbour": "邻居、朋友",
    "community": "社区、村委会工作人员",
    "office": "政务服务窗口工作人员",
    "other": "其他人",
}


class Helper(BaseModel):
    """Signs nothing and decides nothing. `relation` is a key of `RELATIONS`."""

    name: str | None = None
    relation: str | None = None
    mobile: str | None = None


def judge_helper(entries: Entries | None, operator_mobile: str | None) -> Helper | None:
    """None: nobody helps. A helper can be called at a number of their own."""
    if entries is None:
        return None
    mobile = entries.mobile("mobile")
    if mobile is not None and mobile == operator_mobile:
        entries.note(
            "mobile",
            "helper_is_operator",
            "这是经营者本人的手机号",
            "This is the operator's own mobile number",
            remedy=(
                "请填写帮办人自己的手机号；没有人帮忙的，请清空这一栏",
                "Enter the helper's own, or clear these fields",
            ),
        )
    return Helper(
        name=entries.person("name", "10"), relation=entries.choice("relation", tuple(RELATIONS)), mobile=mobile
    )


_REQUIRED = (
    ("name", "姓名", "name"),
    ("relation", "与您的关系", "relation to you"),
    ("mobile", "手机号", "mobile number"),
)


def missing_in_helper(helper: Helper | None, findings: list[Finding]) -> None:
    """Whoever is named is named in full."""
    entries = Entries({}, "/operator/helper", findings)
    for name, zh, en in _REQUIRED if helper else ():
        if getattr(helper, name) is None:
            entries.note(name, "required", f"请填写帮办人的{zh}", f"Enter the {en} of the helper")
