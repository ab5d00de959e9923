"""What a decision says to its own addressee: the rules mask everybody, and nobody's data is hidden from themselves."""

from __future__ import annotations

from dataclasses import replace

from kernel.masking import mask_email, mask_id_number, mask_name, mask_phone
from services.approval.domain.results import FAILED, RuleResult
from services.approval.domain.snapshot.case import CaseSnapshot

_MASK = "*"


def to_the_operator(text: str, case: CaseSnapshot) -> str:
    """A text of the rules as the operator reads it, their own name, number, telephones and e-mail in full. What could
    be another person's of the case too (张** of two people) stays masked."""
    operator = case.application.operator
    names = {each.name for each in operator.family_members} | {each.name for each in case.authentication.persons}
    numbers = {each.id_number for each in operator.family_members}
    numbers |= {each.id_number for each in case.authentication.persons}
    others = {mask_name(name) for name in names - {operator.name}}
    others |= {mask_id_number(number) for number in numbers - {operator.id_number}}
    for own, masked in (
        (operator.name, mask_name(operator.name)),
        (operator.id_number, mask_id_number(operator.id_number)),
        (operator.mobile, mask_phone(operator.mobile)),
        (operator.contact_phone, mask_phone(operator.contact_phone)),
        (operator.email, mask_email(operator.email)),
    ):
        if masked.strip("*") and masked not in others:
            text = text.replace(masked, own)
    return text


def told_to_the_operator(result: RuleResult, case: CaseSnapshot) -> RuleResult:
    """What a rule found, as the operator reads it in either language."""
    return replace(
        result,
        zh=to_the_operator(result.zh, case),
        en=to_the_operator(result.en, case),
        defects=tuple(
            replace(each, zh=to_the_operator(each.zh, case), en=to_the_operator(each.en, case))
            for each in result.defects
        ),
    )


def masks_somebody(result: RuleResult) -> bool:
    """Whether a reason of a decision hides what may be its reader's own."""
    return result.outcome in FAILED and _MASK in result.zh
