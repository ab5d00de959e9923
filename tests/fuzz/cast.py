"""Who asks, and what there is to ask for: two applicants, staff of two authorities, cases in three states."""

from __future__ import annotations

import base64
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey

from kernel.tokens import ACCESS, AUDIENCE
from tests.system.people import form_of, signed_in, staff_token
from tests.system.stack import RunningStack, until

STAFF = {
    "examiner": "examiner",
    "examiner elsewhere": "examiner2",
    "head": "head_officer",
    "licence_office": "licence_officer",
    "licence_office elsewhere": "licence_officer2",
    "window": "window_officer",
    "archivist": "archivist",
    "operations": "operations",
    "auditor": "auditor",
}
_CLIENT = httpx.Client(timeout=30)
ELSEWHERE = "21010600"


@dataclass(frozen=True)
class Cast:
    """`tokens` by part played; `things` are path parameters of what belongs to `applicant` and to the authority of
    `examiner` and `archivist`."""

    stack: RunningStack
    tokens: Mapping[str, str]
    things: Mapping[str, str]

    def ask(self, part: str | None, method: str, service: str, path: str, **options: Any) -> httpx.Response:
        return self.bear(self.tokens[part] if part else None, method, service, path, **options)

    def bear(self, token: str | None, method: str, service: str, path: str, **options: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        headers |= options.pop("headers", {})
        return _CLIENT.request(method, self.stack.addresses[service] + path, headers=headers, **options)


def assembled(stack: RunningStack) -> Cast:
    """Accounts registered, one case carried to the archive, one referred to an examiner, one begun."""
    services = stack.services()
    people = services.get("population-registry", "/sandbox/persons", limit=10_000)["persons"]
    registry = {person["name"]: person for person in people}
    services.close()
    tokens = {part: staff_token(stack, account) for part, account in STAFF.items()}
    for role in ("archivist", "head"):
        tokens[f"{role} elsewhere"] = minted(stack, roles=[role], authority=ELSEWHERE)
    with signed_in(stack, form_of(registry["李𠮷"], "诚信义")) as person:
        tokens["applicant"] = person.token
        number, draft = person.open(), person.open()
        person.applicant.carry_through(number)
        uscc = person.case(number)["licence"]["uscc"]
        wish = {**person.form.application, "application_no": draft, **(person.form.name or {}), "trade_name": "和顺康"}
        services = stack.services()
        services.token = person.token
        declared = services.post("naming", "/declarations", wish, **services.order(draft, "declare_name"))
        services.close()
        picture = person.form.picture("id_card_front")
        stack.ask(
            "PUT", "filing", f"/applications/{draft}/attachments/id_card_front", person.token, content=picture
        ).raise_for_status()
    with signed_in(stack, form_of(registry["年十七"], "明哲朴", own_income="yes")) as other:
        tokens["other applicant"] = other.token
        review = other.open()
        other.applicant.carry_through(review)
    cast = Cast(stack, tokens, {"application_no": number, "uscc": uscc})
    return Cast(
        stack,
        tokens,
        {
            **{"application_no": number, "draft_no": draft, "review_no": review, "uscc": uscc},
            "declaration_id": declared["declaration_id"],
            **_of_staff(cast, review),
        },
    )


SUBJECT = "0198b8c2-6f4e-7c31-9a55-2f7f0a9d1c3b"


def minted(stack: RunningStack, key: ECKey | None = None, kind: str = ACCESS, **claims: Any) -> str:
    """A token as the identity service makes them, unless said otherwise with its own key."""
    now = int(time.time())
    made = {"iss": "kaiye-identity", "aud": AUDIENCE, "sub": SUBJECT, "iat": now, "exp": now + 600}
    own = own_key(stack)
    header = {"alg": "ES256", "typ": kind, "kid": own.thumbprint()}
    return jwt.encode(header, made | claims, key or own, algorithms=["ES256"])


def own_key(stack: RunningStack) -> ECKey:
    """The identity service's signing key."""
    text = stack.environment.own["identity"]["KAIYE_IDENTITY_SIGNING_KEY"].split(",")[0]
    return ECKey.import_key(base64.b64decode(text))


def _of_staff(cast: Cast, review: str) -> dict[str, str]:
    def ask(part: str, method: str, service: str, path: str, **options: Any) -> Any:
        answer = cast.ask(part, method, service, path, **options)
        assert answer.is_success, (path, answer.text)
        return answer.json()

    number, uscc = cast.things["application_no"], cast.things["uscc"]
    files = f"/files?application_no={number}"
    until(lambda: ask("archivist", "GET", "archive", files)["total"] == 1, 60, "the file")
    (volume,) = ask("archivist", "GET", "archive", files)["items"]
    ask("examiner", "POST", "approval", f"/tasks/{review}/claim")
    refusal = {
        "outcome": "REJECT",
        "reasons": [{"code": "OTHER", "text": "经营者是未成年人", "remedy": "成年以后再申请"}],
        "remark": "已核实",
    }
    revoked = {"uscc": uscc, "about": number, "reason": "公安机关移送的线索"}
    more = {"reason": "须向社区核实监护情况"}
    restriction = {
        "id_document_type": "10",
        "id_number": "140102198801011232",
        "reason": "虚假登记",
        "evidence": "撤字1号",
    }
    copy = {"request_id": "cast-copy", "purpose": "办理贷款", "documents": [0]}
    paper = {"serial_no": "14000000123456", "reason": "ADDITIONAL"}
    forms = {"copy_kind": "副本", "first": paper["serial_no"], "last": paper["serial_no"]}
    ask("licence_office", "POST", "licence", "/blanks", json=forms)
    return {
        "archive_no": volume["archive_no"],
        "copy_no": ask("applicant", "POST", "archive", f"/own-files/{number}/copies", json=copy)["copy_no"],
        "volume_name": volume["volume_name"],
        "proposal_id": ask("examiner", "POST", "approval", f"/tasks/{review}/proposals", json=refusal)["proposal_id"],
        "extension_id": ask("examiner", "POST", "approval", f"/tasks/{review}/extensions", json=more)["extension_id"],
        "revocation_no": ask("examiner", "POST", "approval", "/revocations/ex-officio", json=revoked)["revocation_no"],
        "restriction_id": ask("examiner", "POST", "identity", "/restrictions", json=restriction)["restriction_id"],
        "print_no": ask("licence_office", "POST", "licence", f"/licences/{uscc}/prints", json=paper)["print_no"],
        "event_id": ask("operations", "GET", "notice", "/events")["items"][0]["event_id"],
        "block_id": ask("operations", "GET", "register", "/code-blocks")["items"][0]["id"],
    }
