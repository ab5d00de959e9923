"""The second scenario of `kaiye demo --life`: a registration is revoked by two officials (条例 Art. 40)."""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from typing import Any

from rich.console import Console

from cli.life import NotDone
from cli.registration.applicant import Applicant, Say
from cli.registration.form import RegistrationForm
from cli.registration.http import Refused, Services
from deploy.local.accounts import Account, totp

_STEP_SECONDS, _TRIES = 30, 4
_REVOKED_SECONDS, _LOOK_SECONDS = 90.0, 0.5
REVOKED = "已撤销"


def revoke_one(
    console: Console, services: Services, form: RegistrationForm, captcha: str, staff: Sequence[Account], say: Say
) -> dict[str, Any]:
    """Open a shop, then have an examiner open a revocation ex officio, add a penalty of the police, record that the
    other side was heard, and propose; the head confirms. Returns code, state and numbers; raises NotDone, Refused,
    Unreachable."""
    applicant = Applicant(services, form, captcha, say)
    applicant.sign_in()
    number = applicant.open(uuid.uuid4().hex)
    case = applicant.carry_through(number)
    if not case.get("licence"):
        raise NotDone(f"{number} stands at {case['stage']}")
    uscc = case["licence"]["uscc"]
    say(f"opened, to be revoked: application {number}")
    examiner, head = (_signed_in(services, staff, name) for name in ("examiner", "head_officer"))
    opened = {"uscc": uscc, "about": number, "reason": "公安机关移送的线索"}
    revocation = services.post("approval", "/revocations/ex-officio", opened, token=examiner)["revocation_no"]
    _act(services, revocation, examiner, entry="evidence", kind="police_penalty", what="冒用他人身份证件办理登记")
    _act(services, revocation, examiner, entry="statement", who="other_side", said="经通知，当事人没有陈述。")
    decision = {"outcome": "revoke", "ground": "police_penalty", "reason": "公安机关查明系冒用身份办理登记。"}
    _act(services, revocation, examiner, entry="proposed", **decision)
    say("proposed by the examiner; the head confirms")
    _act(services, revocation, head, entry="confirmed")
    deadline = time.monotonic() + _REVOKED_SECONDS
    status = ""
    while status != REVOKED and time.monotonic() < deadline:
        time.sleep(_LOOK_SECONDS)
        status = services.get("register", f"/entities/{uscc}/public")["status"]
    if status != REVOKED:
        raise NotDone(f"{revocation} is decided, and the business stands as {status}")
    console.print(f"\n[bold]撤销登记 revoked[/bold]  {uscc}  {status}  revocation {revocation}", highlight=False)
    return {"uscc": uscc, "status": status, "application_no": number, "revocation_no": revocation}


def _act(services: Services, revocation: str, token: str, **content: Any) -> None:
    services.post("approval", f"/revocations/{revocation}/acts", {"act": content}, token=token)
    services.post("portal", f"/revocations/{revocation}/course", None, token=token)


def _signed_in(services: Services, staff: Sequence[Account], name: str) -> str:
    """A code that was used is waited out."""
    account = next(each for each in staff if each.account_name == name)
    for left in reversed(range(_TRIES)):
        code = totp(account.totp_secret, time.time())
        typed = {"account_name": name, "password": account.password, "totp_code": code}
        try:
            token: str = services.post("identity", "/sessions", typed)["access_token"]
            return token
        except Refused:
            if not left:
                raise
            time.sleep(_STEP_SECONDS - time.time() % _STEP_SECONDS)
    raise AssertionError  # the last try answers or raises
