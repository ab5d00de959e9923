"""`kaiye demo --life`: what happens to a business from its opening to its end, filing by filing, on real servers.

A filing more is one line of `LIFE` and the function that says what is filed.
"""

from __future__ import annotations

import json
import secrets
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from catalogues.filing_types import editions
from catalogues.filing_types.words import Stage
from cli.bench.population import applicants
from cli.registration.about_a_business import BusinessApplicant, MatterApplicant, MatterForm
from cli.registration.applicant import Applicant, Say
from cli.registration.changing import ChangeForm, ChangingApplicant, MoveForm
from cli.registration.form import RegistrationForm
from cli.registration.http import Services
from cli.registration.taking_over import TakeOverForm, TakingOverApplicant, give_code
from kernel.clock import SystemClock, local_date

_DEPARTMENTS_SECONDS, _LOOK_SECONDS = 120.0, 0.5
_GOES_ON = frozenset({Stage.DEPARTMENTS_ASKED, Stage.UNDER_REVIEW, Stage.APPROVED, Stage.LICENSED, Stage.ENTERED})
"""Stages that the system leaves by itself, or a department ends."""
_ELSEWHERE = {"street_name": "大庆路街道", "detail": "永泰街88号1层2号"}
_NEXT_COUNTY = "140215"
_THERE, _THERE_POSTCODE = {"street_name": "西坪镇", "detail": "迎宾街88号1层2号"}, "037300"
_REST_DAYS = 60


class NotDone(Exception):
    """A filing stands somewhere else than at its end; the message says where, and why."""


@dataclass(frozen=True)
class Shop:
    """A business, its operator at a client, and the application that made the version in force."""

    services: Services
    form: RegistrationForm
    captcha: str
    folder: Path
    uscc: str
    about: str
    say: Say

    def changed(self, **wanted: Any) -> BusinessApplicant:
        form = ChangeForm(**self._filed(), **wanted)
        form._folder = self.folder
        return ChangingApplicant(self.services, form, self.captcha, self.say)

    def moved(self, **wanted: Any) -> BusinessApplicant:
        form = MoveForm(**self._filed(), **wanted)
        form._folder = self.folder
        return ChangingApplicant(self.services, form, self.captcha, self.say, editions.MOVE)

    def proved(self, place: dict[str, Any], county_code: str) -> dict[str, str]:
        """A proof of the place, put beside the form; as the form names it."""
        there = self.form.model_copy(
            update={
                "application": self.form.application | {"county_code": county_code},
                "premises": self.form.premises | place,
            }
        )
        (self.folder / "premises_proof.jpg").write_bytes(there.picture("premises_proof"))
        return {"premises_proof": "premises_proof.jpg"}

    def with_matter(self, kind: str, **matter: Any) -> BusinessApplicant:
        return MatterApplicant(self.services, kind, MatterForm(**self._filed(), matter=matter), self.captcha, self.say)

    def _filed(self) -> dict[str, Any]:
        return {"account": self.form.account, "mobile": self.form.operator["mobile"], "about": self.about}


def _other_scope(shop: Shop) -> BusinessApplicant:
    return shop.changed(details={"scope_items": shop.form.details["scope_items"][:-1]})


def _other_premises(shop: Shop) -> BusinessApplicant:
    proof = shop.proved(_ELSEWHERE, shop.form.application["county_code"])
    return shop.changed(premises=_ELSEWHERE, attachments=proof)


def _lost_licence(shop: Shop) -> BusinessApplicant:
    return shop.with_matter(
        editions.REPLACEMENT,
        reason="lost",
        copies=["正本", "副本"],
        declared=True,
        needs_paper_licence=True,
        delivery={"method": "window"},
    )


def _other_operator(shop: Shop) -> TakingOverApplicant:
    """Somebody new, who is given the code by whoever runs the business."""
    [(form, person)] = applicants(shop.form, 1, 1000 * secrets.randbelow(1000) + 400 + secrets.randbelow(300))
    shop.services.post("population-registry", "/sandbox/persons", {"persons": [person]})
    taken = TakeOverForm(
        account=form.account,
        code=give_code(shop.services, shop.about),
        former_mobile=shop.form.operator["mobile"],
        operator=form.operator,
        matter={"reason": "transfer", "licence": "returned", "settled": True, "promised": True},
        attachments=form.attachments,
    )
    return TakingOverApplicant(shop.services, form, taken, shop.captcha, shop.say)


def _rest(shop: Shop) -> BusinessApplicant:
    today = local_date(SystemClock().now())
    days = {"first_on": today.isoformat(), "until": (today + timedelta(days=_REST_DAYS)).isoformat()}
    agreed = {"service_at": "premises", "agreed": True, "accepts_service": True}
    return shop.with_matter(editions.SUSPENSION, reason="disaster", **days, **agreed)


def _trade_again(shop: Shop) -> BusinessApplicant:
    today = local_date(SystemClock().now())
    return shop.with_matter(editions.RESUMPTION, resumed_on=today.isoformat(), as_registered=True)


def _move(shop: Shop) -> BusinessApplicant:
    """To the next county, under the same trade name."""
    name = shop.form.name or {}
    kept = {key: name[key] for key in ("trade_name", "industry", "organisation_form") if key in name}
    promised = {"commitment_accepted": True, "similar_confirmed": True}
    return shop.moved(
        county_code=_NEXT_COUNTY,
        name=kept | promised,
        premises=_THERE,
        details={
            "postcode": _THERE_POSTCODE,
            "premises_commitment": shop.form.details["premises_commitment"],
        },
        attachments=shop.proved(_THERE, _NEXT_COUNTY),
    )


def _end(shop: Shop) -> BusinessApplicant:
    return shop.with_matter(editions.DEREGISTRATION, reason="stopped", licence="returned", promised=True)


LIFE: tuple[tuple[str, Callable[[Shop], Applicant]], ...] = (
    ("变更经营范围 scope changed", _other_scope),
    ("变更经营场所 moved within the county", _other_premises),
    ("补领营业执照 lost licence replaced", _lost_licence),
    ("变更经营者 operator changed", _other_operator),
    ("歇业备案 suspended", _rest),
    ("恢复营业备案 resumed", _trade_again),
    ("迁移登记 moved to another authority", _move),
    ("注销登记 deregistered", _end),
)
"""What happens after the business was opened, in order."""


def live(
    console: Console, services: Services, form: RegistrationForm, captcha: str, out: Path, sandbox: Path, say: Say
) -> dict[str, Any]:
    """Open the shop of `form` and carry everything of `LIFE` through; shows it, and leaves `life.json` in `out` with
    the filings, the versions of the register and what agencies were told. Raises NotDone, Refused, Unreachable."""
    out.mkdir(parents=True, exist_ok=True)
    opener = Applicant(services, form, captcha, say)
    opener.sign_in()
    number = opener.open(uuid.uuid4().hex)
    say(f"开业 opened: application {number}")
    case = ended(services, number, opener.carry_through(number))
    uscc = case["licence"]["uscc"]
    lines = [_line("设立登记 opened", case)]
    for title, filed in LIFE:
        about = services.get("register", f"/own-entities/{uscc}")["application_no"]
        applicant = filed(Shop(services, form, captcha, out, uscc, about, say))
        applicant.sign_in()
        number = applicant.open(uuid.uuid4().hex)
        say(f"{title}: application {number}")
        lines.append(_line(title, ended(services, number, applicant.carry_through(number))))
        if isinstance(applicant, TakingOverApplicant):
            # Whoever took it over files from here on, under the name that it has.
            form = applicant.form.model_copy(update={"name": form.name})
    entity = services.get("register", f"/own-entities/{uscc}")
    pushed = {agency: told(sandbox, agency, uscc) for agency in ("publicity", "tax")}
    life = {"uscc": uscc, "name": entity["name"], "status": entity["status"], "filings": lines}
    life |= {"versions": entity["versions"], "events": pushed}
    (out / "life.json").write_text(json.dumps(life, ensure_ascii=False, indent=1), encoding="utf-8")
    _show(console, life)
    return life


def ended(services: Services, number: str, case: dict[str, Any]) -> dict[str, Any]:
    """The case once it is filed; departments are given the time they take."""
    deadline = time.monotonic() + _DEPARTMENTS_SECONDS
    while case["stage"] != Stage.ARCHIVED and time.monotonic() < deadline:
        if case["stage"] not in _GOES_ON:
            break
        time.sleep(_LOOK_SECONDS)
        case = services.get("portal", f"/cases/{number}")
    if case["stage"] != Stage.ARCHIVED:
        results = (case.get("decision") or {}).get("results", ())
        why = "; ".join(
            f"{each['rule_id']} {each['zh']}" for each in results if each["outcome"] not in {"PASS", "NOTE"}
        )
        raise NotDone(f"{number} stands at {case['stage']} {why}")
    return case


def _line(title: str, case: dict[str, Any]) -> dict[str, Any]:
    licence, filed = case["licence"] or {}, case["file"]
    kept = {"licence_no": licence.get("licence_no"), "version": licence.get("version")}
    return {"filing": title, "application_no": case["application_no"], **kept, "volume": filed["volume_name"]}


def told(sandbox: Path, agency: str, uscc: str) -> list[str]:
    """The types of what the agency received about the business, in order."""
    lines = (sandbox / "events" / f"{agency}.jsonl").read_text(encoding="utf-8").splitlines()
    return [event["type"] for event in map(json.loads, lines) if event["subject"] == uscc]


def _show(console: Console, life: dict[str, Any]) -> None:
    console.print(f"\n[bold]{life['name']}[/bold]  {life['uscc']}  {life['status']}", highlight=False)
    for line in life["filings"]:
        console.print(f"[bold]{line['filing']}[/bold]", highlight=False)
        licence = f"licence {line['licence_no']}, " if line["licence_no"] else ""
        console.print(
            f"  application {line['application_no']}, {licence}volume {line['volume']}", highlight=False, soft_wrap=True
        )
    versions = Table("Version", "Since", "By", "Status", title="Register 登记簿", title_justify="left")
    for version in reversed(life["versions"]):
        versions.add_row(
            str(version["version"]), version["effective_on"], version["filing_title"], str(version["status"])
        )
    events = Table("Agency", "Events", title="Events 推送", title_justify="left")
    for agency, types in life["events"].items():
        events.add_row(agency, ", ".join(types))
    for table in (versions, events):
        console.print(table)
