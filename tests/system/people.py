"""Applicants who can be told apart in any text: each with a number, an address and a mailbox nobody else has."""

from __future__ import annotations

import itertools
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any

from cli.bench.population import applicants
from cli.demo import EXAMPLE
from cli.registration.applicant import Applicant
from cli.registration.form import RegistrationForm
from deploy.local.accounts import totp
from tests.system.stack import RunningStack

_SERIAL = itertools.count(1)
_SEEDS = iter(range(time.time_ns() % 100, 400))
"""The demonstrations, which some tests run on the same stack, have those from 400 to 999."""


def form_of(person: Mapping[str, Any], trade_name: str | None, **operator: str) -> RegistrationForm:
    """The example's shop, run by `person` of the sandbox's registry; without a trade name it has no name. `operator` is
    what that person's form says besides."""
    serial = next(_SERIAL)
    form = RegistrationForm.read(EXAMPLE).for_person(dict(person), f"1380071{serial:04d}", serial)
    named = None if trade_name is None else (form.name or {}) | {"trade_name": trade_name, "similar_confirmed": True}
    return form.model_copy(
        update={
            "account": form.account | {"account_name": f"system_{serial:04d}"},
            "name": named,
            "operator": form.operator
            | {
                "residence": f"山西省大同市平城区新华街街道隐秘胡同{serial}0{serial}号",
                "email": f"hidden.mailbox{serial}@example.com",
                "contact_phone": f"0352-66{serial:05d}",
            }
            | operator,
            "premises": form.premises | {"detail": f"迎宾街{500 + serial}号{serial}铺"},
        }
    )


@dataclass(frozen=True)
class Person:
    """An applicant with an account, signed in."""

    stack: RunningStack
    form: RegistrationForm
    applicant: Applicant
    token: str

    def open(self, request_id: str | None = None) -> str:
        return self.applicant.open(request_id or uuid.uuid4().hex)

    def case(self, number: str) -> dict[str, Any]:
        answer: dict[str, Any] = self.stack.ask("GET", "portal", f"/cases/{number}", self.token).json()
        return answer

    def cases(self) -> list[dict[str, Any]]:
        """One's own applications, newest first."""
        listed: list[dict[str, Any]] = self.stack.ask("GET", "filing", "/applications", self.token).json()["items"]
        return listed

    def licence(self, number: str) -> bytes:
        """The licence that an application led to, as a file."""
        answer = self.stack.ask("GET", "licence", f"/licences/{number}/document", self.token)
        assert answer.status_code == 200, answer.text
        return answer.content

    def step(self, number: str, step: str, **body: Any) -> dict[str, Any]:
        request = {"request_id": uuid.uuid4().hex, **body}
        answer = self.stack.ask("POST", "portal", f"/cases/{number}/steps/{step}", self.token, json=request)
        assert answer.status_code == 200, answer.text
        taken: dict[str, Any] = answer.json()
        return taken

    def texts(self) -> list[str]:
        """What arrived on the phone."""
        services = self.stack.services()
        messages = services.get("sms-gateway", "/sandbox/messages", to=self.form.operator["mobile"])["messages"]
        services.close()
        return [message["text"] for message in messages]


@contextmanager
def signed_in(stack: RunningStack, form: RegistrationForm, *, insist: bool = False) -> Iterator[Person]:
    """The person of `form` at the keyboard, who may stand by every picture."""
    services = stack.services()
    try:
        applicant = Applicant(services, form, stack.captcha, lambda _: None, insist=insist)
        applicant.sign_in()
        assert services.token
        yield Person(stack, form, applicant, services.token)
    finally:
        services.close()


def somebody(stack: RunningStack) -> dict[str, Any]:
    """A person with a clean record, just entered in the population, who applies for nothing."""
    ((_, person),) = _new(stack)
    return person


def unused_seed() -> int:
    """For inventing people whom no other test invents: accounts and addresses follow from its last three digits."""
    return next(_SEEDS)


def _new(stack: RunningStack) -> list[tuple[RegistrationForm, dict[str, Any]]]:
    found = list(applicants(RegistrationForm.read(EXAMPLE), 1, unused_seed()))
    services = stack.services()
    services.post("population-registry", "/sandbox/persons", {"persons": [person for _, person in found]})
    services.close()
    return found


@contextmanager
def newcomer(
    stack: RunningStack,
    change: Callable[[RegistrationForm], RegistrationForm] = lambda form: form,
    *,
    insist: bool = False,
) -> Iterator[Person]:
    """Somebody with a clean record, just entered in the population, with a form that nobody would look at but for what
    `change` makes of it."""
    ((form, _),) = _new(stack)
    with signed_in(stack, change(form), insist=insist) as person:
        yield person


def bringing(form: RegistrationForm, folder: Path, **pictures: bytes) -> RegistrationForm:
    """The same registration as a file with its pictures beside it, these ones instead of what the person has."""
    for kind in form.attachments:
        (folder / f"{kind}.jpg").write_bytes(pictures.get(kind) or form.picture(kind))
    file = folder / "registration.json"
    file.write_text(
        form.model_copy(update={"attachments": {k: f"{k}.jpg" for k in form.attachments}}).model_dump_json()
    )
    return RegistrationForm.read(file)


_SHARED: dict[Path, tuple[float, str]] = {}
_SHARED_SECONDS = 600


def examiner_token(stack: RunningStack) -> str:
    """The examiner's session for all who ask: a second factor's code opens one, and its token is good for a quarter of
    an hour, which all tests of a stack together are not."""
    begun, token = _SHARED.get(stack.home, (-inf, ""))
    if time.monotonic() - begun > _SHARED_SECONDS:
        begun, token = time.monotonic(), staff_token(stack, "examiner")
        _SHARED[stack.home] = begun, token
    return token


def staff_token(stack: RunningStack, name: str) -> str:
    """Log in with password and second factor; a code that was used already is waited out."""
    account = stack.accounts[name]
    for _ in range(40):
        typed = {
            "account_name": account.account_name,
            "password": account.password,
            "totp_code": totp(account.totp_secret, time.time()),
        }
        answer = stack.ask("POST", "identity", "/sessions", json=typed)
        if answer.status_code == 201:
            token: str = answer.json()["access_token"]
            return token
        time.sleep(1)
    raise AssertionError(answer.text)
