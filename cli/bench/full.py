"""Full registrations through the same API the pages use, alone and side by side."""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalogues.filing_types.words import Stage
from cli.registration.applicant import Applicant
from cli.registration.form import RegistrationForm
from cli.registration.http import Services
from cli.registration.outcomes import entries


@dataclass(frozen=True)
class Carried:
    """One registration: seconds from opening to archive, and from submission to licence."""

    application_no: str
    seconds: float
    to_licence: float


class NotLicensed(Exception):
    """A registration of the benchmark was not approved; the figures would be worthless."""


class Load:
    """Applicants with accounts, ready to register."""

    def __init__(self, addresses: dict[str, str], captcha: str) -> None:
        self._addresses = addresses
        self._captcha = captcha

    def settle(self, people: Sequence[tuple[RegistrationForm, dict[str, Any]]]) -> None:
        """Make the persons known to the sandbox's registry and give each an account; not part of any figure."""
        services = Services(self._addresses)
        persons = [person for _, person in people]
        services.post("population-registry", "/sandbox/persons", {"persons": persons})
        services.close()
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(self._sign_in, [form for form, _ in people]))

    def alone(self, forms: Sequence[RegistrationForm]) -> list[Carried]:
        """One after the other."""
        return [self._carry(form) for form in forms]

    def side_by_side(self, forms: Sequence[RegistrationForm], at_once: int) -> tuple[list[Carried], float]:
        """`at_once` applicants at the same time, each with one registration after the other; and the seconds."""
        began = time.perf_counter()
        with ThreadPoolExecutor(at_once) as pool:
            carried = list(pool.map(self._carry, forms))
        return carried, time.perf_counter() - began

    def _sign_in(self, form: RegistrationForm) -> None:
        services = Services(self._addresses)
        Applicant(services, form, self._captcha, lambda _: None).sign_in()
        services.close()

    def _carry(self, form: RegistrationForm) -> Carried:
        services = Services(self._addresses)
        applicant = Applicant(services, form, self._captcha, lambda _: None)
        applicant.sign_in()
        began = time.perf_counter()
        number = applicant.open(uuid.uuid4().hex)
        case = applicant.carry_through(number)
        seconds = time.perf_counter() - began
        services.close()
        if case["stage"] != Stage.ARCHIVED:
            decision = case.get("decision") or {}
            failed = [r["rule_id"] for r in decision.get("results", ()) if r["outcome"] not in {"PASS", "NOTE"}]
            raise NotLicensed(f"{case['stage']}: {', '.join(failed)}")
        at = {line["stage"]: datetime.fromisoformat(line["at"]) for line in entries(case)}
        return Carried(number, seconds, (at[Stage.LICENSED] - at[Stage.SUBMITTED]).total_seconds())
