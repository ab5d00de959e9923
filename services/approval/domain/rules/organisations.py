"""AR-68: what is judged of organisations that found an enterprise with others."""

from __future__ import annotations

from collections.abc import Iterator

from catalogues.approval_thresholds import Thresholds
from kernel.masking import mask_name
from services.approval.domain.results import Finding, correct, refer
from services.approval.domain.rule import rule
from services.approval.domain.rules.enterprise import SINCE
from services.approval.domain.snapshot.case import CaseSnapshot


@rule(
    "AR-68",
    "Organisation that contributes",
    outcomes=("CORRECT", "REFER"),
    remedy=(
        "请核对单位的名称、代码和签署人；非法定代表人签署的，提交授权委托书",
        "Check its name, code and signer; whoever does not stand for it shows a mandate",
    ),
    pointer="/parties",
    effective_from=SINCE,
)
def organisations(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    answers = case.facts.organisations or {}
    for party in case.application.parties:
        if party.organisation is None:
            continue
        name = party.organisation.name
        match answers.get(party.ref):
            case "REPRESENTED":
                continue
            case "NOT_REPRESENTED":
                who = mask_name(party.name)
                yield refer(
                    f"{who} 不是“{name}”登记的法定代表人或者负责人，须核对授权",
                    f"{who} does not stand for {name} in the register; the mandate is looked at",
                    "/parties",
                )
            case "OTHER_NAME":
                yield correct(f"“{name}”与登记的名称不一致", f"{name} is registered under another name", "/parties")
            case "ENDED":
                yield correct(f"“{name}”已经不再存续", f"{name} does not exist any more", "/parties")
            case _:
                yield refer(f"登记簿中没有“{name}”，须核对主体资格", f"{name} is not in this register", "/parties")


RULES = (organisations,)
