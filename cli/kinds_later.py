"""What happens to an enterprise of `kaiye demo --kinds` after it was founded, filing by filing.

A filing more is one function that says what is filed.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from cli.bench.population import applicants
from cli.life import ended
from cli.registration.applicant import Applicant, Say
from cli.registration.changing import ChangeForm, ChangingApplicant
from cli.registration.form import RegistrationForm
from cli.registration.http import Services
from cli.registration.taking_over import TakeOverForm, TakingOverApplicant, give_code

_MORE = Decimal(100)
"""万元."""
_NOBODY_YET = 30
"""Of the persons that a seed invents one whom no founding took."""


@dataclass(frozen=True)
class Enterprise:
    """One that was founded, whoever stands for it at a client, and the application that made the version in force."""

    services: Services
    form: RegistrationForm
    captcha: str
    out: Path
    uscc: str
    about: str
    say: Say
    seed: int


def more_capital(company: Enterprise) -> Applicant:
    """Whoever stands for it promises more; all shareholders agree, each on their own phone (公司法 Art. 59, 228)."""
    own, capital = (company.form.parties or {})["representative"], company.form.premises["capital_amount"]
    change = ChangeForm(
        account=company.form.account,
        mobile=company.form.operator["mobile"],
        about=company.about,
        attachments={},
        premises={"capital_amount": str(Decimal(capital) + _MORE)},
        parties={"representative": {"amount": str(Decimal(own["amount"]) + _MORE)}},
    )
    return ChangingApplicant(company.services, change, company.captcha, company.say)


def other_representative(company: Enterprise) -> Applicant:
    """Somebody new stands for the company from now on, applies and signs (公司法 Art. 35), with a code of whoever did;
    they are its director and manager, and hold no share."""
    *_, (form, person) = applicants(company.form, _NOBODY_YET, company.seed)
    company.services.post("population-registry", "/sandbox/persons", {"persons": [person]})
    form, former = form.model_copy(update={"parties": None}), company.form.operator
    posts: dict[str, Any] = {
        "representative": {"posts": ["director", "manager"]},
        "others": [{"id_number": former["id_number"], "posts": []}],
    }
    taken = TakeOverForm(
        account=form.account,
        code=give_code(company.services, company.about),
        operator=form.operator,
        parties=posts,
        attachments=form.attachments,
    )
    return TakingOverApplicant(company.services, form, taken, company.captcha, company.say)


def carried(company: Enterprise, title: str, filed: Callable[[Enterprise], Applicant]) -> dict[str, Any]:
    """One filing to its end: its number, the licence and the volume, and the papers that were signed, which are left in
    `out`. Raises NotDone, Refused, Unreachable."""
    applicant = filed(company)
    applicant.sign_in()
    number = applicant.open(uuid.uuid4().hex)
    company.say(f"{title}: application {number}")
    case = ended(company.services, number, applicant.carry_through(number))
    signed = company.services.get("signing", f"/sessions/{number}")
    for document in company.services.get("signing", f"/sessions/{number}/documents")["documents"]:
        content = company.services.fetch("signing", f"/sessions/{number}/documents/{document['kind']}")
        (company.out / f"{number}-{document['kind']}.pdf").write_bytes(content)
    licence = case["licence"] or {}
    return {
        "filing": title,
        "application_no": number,
        "licence_no": licence.get("licence_no"),
        "volume": case["file"]["volume_name"],
        "signers": [{"role": line["role"], "status": line["status"]} for line in signed["signers"]],
    }
