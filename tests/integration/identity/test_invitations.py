"""Persons who sign but have no account: invited by text message, authenticated on their own phone."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest
from pydantic import BaseModel
from sqlmodel import select

from catalogues.filing_types.words import PartKind
from kernel.errors import Defect, Outage, Refusal
from kernel.tokens import Signs
from services.identity.activities import Activities
from services.identity.contract import (
    AuthenticatePersons,
    AuthenticationPart,
    ConcludeAuthentications,
    InvitePersons,
    PersonsAuthenticated,
)
from services.identity.operations import comparison, signers
from services.identity.operations.tokens import OwnKeys
from services.identity.store.authentications import FaceCapture
from tests.fixtures.services.keys import left, order
from tests.integration.identity.conftest import PersonOfTest, World, at_once

_numbers = itertools.count(1)


class ForeignPart(BaseModel):
    """An application part as the filing service leaves it."""

    application_no: str
    account_subject: str
    operator: dict[str, Any]
    details: dict[str, Any]
    filing_type: str = "sole_trader.establishment"
    filing_type_edition: str = "2025-07-15"
    parties: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Family:
    """An application of an operator with members of the family who take part."""

    world: World
    number: str
    account_id: str
    headers: dict[str, str]
    operator: PersonOfTest
    members: tuple[PersonOfTest, ...]

    def request(self, window: int = 1, lasts: timedelta = timedelta(days=8)) -> InvitePersons:
        def party(ref: str, role: str, person: PersonOfTest) -> dict[str, Any]:
            return {
                "ref": ref, "kind": "person", "roles": [role], "signs": True, "name": person.name,
                "id_document_type": "10", "id_number": person.id_number, "mobile": person.mobile,
            }  # fmt: skip

        operator = party("operator", "operator", self.operator)
        part = ForeignPart(
            application_no=self.number,
            account_subject=self.account_id,
            operator=operator,
            details={"shop_name": "晓禾饺子馆"},
            parties=(operator, *(party(f"family-{n}", "family_member", one) for n, one in enumerate(self.members, 1))),
        )
        return InvitePersons(
            application_no=self.number,
            window=window,
            application=left(self.world.resources.exchange, self.number, "application", part),
            valid_until=self.world.clock.now() + lasts,
        )

    def invite(self, window: int = 1) -> int:
        return Activities(self.world.resources).invite_persons(self.request(window)).invited

    def authenticate_operator(self, window: int = 1) -> PersonsAuthenticated:
        consent = {"application_no": self.number, "consent_to_face": True, "live_capture": f"capture-{window}"}
        ordered = {"Kaiye-Order": order(self.account_id, self.number, "authenticate", self.world.clock.now())}
        self.world.client.post("/authentications", json=consent, headers=self.headers | ordered).raise_for_status()
        request = AuthenticatePersons(**self.request(window).model_dump())
        return Activities(self.world.resources).authenticate_persons(request)

    def conclude(self, window: int = 1) -> AuthenticationPart:
        request = ConcludeAuthentications(application_no=self.number, window=window)
        done = Activities(self.world.resources).conclude_authentications(request)
        return self.world.resources.exchange.collect(done.part, AuthenticationPart, PartKind.AUTHENTICATION)

    def token(self, member: PersonOfTest) -> str:
        """Of the newest link that the phone got."""
        links = [found[1] for text in self.world.texts(member.mobile) if (found := re.search(r"/join#(\S+) ", text))]
        return links[-1]

    def post(self, path: str, body: dict[str, Any], ticket: str | None = None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {ticket}"} if ticket else {}
        return self.world.client.post(f"/invitations/{path}", json=body, headers=headers)

    def ticket(self, member: PersonOfTest, token: str | None = None) -> dict[str, Any]:
        """The link, and the code sent to the member's mobile."""
        token = token or self.token(member)
        before = len(self.world.texts(member.mobile))
        assert self.post("codes", {"token": token}).status_code == 202
        code = self.world.next_code(member.mobile, before)
        answer = self.post("tickets", {"token": token, "sms_code": code})
        assert answer.status_code == 201, answer.text
        ticket: dict[str, Any] = answer.json()
        return ticket

    def compare(self, ticket: str, capture: str = "capture-1", **changes: Any) -> httpx.Response:
        body = {"consent_to_face": True, "live_capture": capture, **changes}
        return self.post("authentications", body, ticket)

    def persons(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.world.client.get(
            f"/authentications/{self.number}", headers=self.headers
        ).json()["persons"]
        return found

    def resend(self, ref: str = "family-1", headers: dict[str, str] | None = None) -> httpx.Response:
        return self.world.client.post(
            f"/authentications/{self.number}/invitations/{ref}", headers=headers or self.headers
        )

    def signs(self, ticket: str) -> Signs | None:
        """What another service reads in a ticket."""
        return OwnKeys(self.world.resources.issuer, self.world.resources.ended).verify(ticket).signs


def family(world: World, *members: PersonOfTest) -> Family:
    operator, account_id = world.registered()
    number = f"1402130120261128{next(_numbers):07d}"
    return Family(world, number, account_id, world.bearer(operator.account_name), operator, members)


def test_the_whole_way(world: World) -> None:
    """A member opens the link, proves to hold the mobile, consents, is authenticated, and stands in the part with the
    operator; the ticket that follows vouches for them in this window."""
    case = family(world, world.person(), world.person())
    case.authenticate_operator()
    assert case.invite() == 2
    member = case.members[0]
    shown = case.post("opening", {"token": case.token(member)}).json()
    assert shown["inviter"] == case.operator.name[0] + "**"
    assert (shown["shop"], shown["role"]) == ("晓禾饺子馆", "参加经营的家庭成员")
    assert shown["documents"] == ["个体工商户登记（备案）申请书"]
    assert member.mobile not in str(shown) and member.name not in str(shown)
    first = case.ticket(member)
    assert first["authenticated"] is False
    assert case.signs(first["ticket"]) == Signs(case.number, 1, "family-1", "identity")
    answer = case.compare(first["ticket"])
    assert answer.status_code == 201, answer.text
    assert case.signs(answer.json()["ticket"]) == Signs(case.number, 1, "family-1", "signing")
    with pytest.raises(Refusal) as refused:
        case.conclude()
    assert refused.value.code == "identity.persons_missing"
    (finding,) = refused.value.findings
    assert finding.zh == "参加经营的家庭成员（第2位）尚未完成实名认证"
    case.compare(case.ticket(case.members[1])["ticket"])
    part = case.conclude()
    assert case.conclude() == part
    assert [(person.person_ref, person.role, person.id_number) for person in part.persons] == [
        ("operator", "operator", case.operator.id_number),
        ("family-1", "family_member", member.id_number),
        ("family-2", "family_member", case.members[1].id_number),
    ]


def test_no_data_of_persons_in_a_ticket(world: World) -> None:
    """A ticket names an application and a place in it, and no role: no other route takes it."""
    case = family(world, world.person())
    case.invite()
    ticket = case.ticket(case.members[0])["ticket"]
    principal = OwnKeys(world.resources.issuer, world.resources.ended).verify(ticket)
    assert not principal.roles and principal.application is None
    headers = {"Authorization": f"Bearer {ticket}"}
    assert world.client.get(f"/authentications/{case.number}", headers=headers).status_code == 403
    vouching = case.compare(ticket).json()["ticket"]
    assert case.compare(vouching).status_code == 401


def test_invited_once(world: World) -> None:
    """However often and at once the activity runs, everybody gets one message."""
    case = family(world, world.person(), world.person())
    request = case.request()
    activities = Activities(world.resources)
    at_once([lambda: activities.invite_persons(request) for _ in range(4)])
    activities.invite_persons(request)
    assert [len(world.texts(member.mobile)) for member in case.members] == [1, 1]


def test_gateway_down(world: World) -> None:
    """While texts cannot be sent the step waits; what was not sent is sent then, with the same link."""
    case = family(world, world.person())
    request = case.request()
    with world.outside.misbehaving(world.outside.sms, error_rate=1), pytest.raises(Outage):
        Activities(world.resources).invite_persons(request)
    assert case.persons()[1]["invitation"]["sent_at"] is None
    Activities(world.resources).invite_persons(request)
    assert len(world.texts(case.members[0].mobile)) == 1


def test_a_no_is_told(world: World) -> None:
    """The registry's no is told to the member with its reason and shown to the applicant; a new try can succeed."""
    case = family(world, world.person())
    wrong = PersonOfTest("别人", case.members[0].id_number, case.members[0].mobile, "")
    mistaken = Family(world, case.number, case.account_id, case.headers, case.operator, (wrong,))
    mistaken.invite()
    ticket = mistaken.ticket(wrong)["ticket"]
    answer = mistaken.compare(ticket)
    assert (answer.status_code, answer.json()["code"]) == (422, "identity.person_mismatch")
    operator, member = mistaken.persons()
    assert operator["status"] == "未认证"
    assert (member["status"], member["name"]) == ("认证失败", "别*")
    assert member["refused_because"]["code"] == "identity.person_differs"
    assert mistaken.compare(ticket, "capture-2").json()["code"] == "identity.person_mismatch"


def test_consent_is_separate(world: World) -> None:
    """Without consent to face recognition nothing is kept and nothing is asked (个人信息保护法 第二十九条)."""
    case = family(world, world.person())
    case.invite()
    answer = case.compare(case.ticket(case.members[0])["ticket"], consent_to_face=False)
    assert (answer.status_code, answer.json()["code"]) == (422, "identity.consent_missing")
    assert case.persons()[1]["status"] == "未认证"


def test_silent_registry(world: World) -> None:
    """A silent registry is no no: the same call asks again."""
    case = family(world, world.person())
    case.invite()
    ticket = case.ticket(case.members[0])["ticket"]
    with world.outside.misbehaving(world.outside.population, error_rate=1):
        assert case.compare(ticket).status_code == 503
    assert case.persons()[1]["status"] == "认证中"
    assert case.compare(ticket).status_code == 201


def test_only_with_the_code(world: World) -> None:
    """The link alone opens nothing, nor does a code sent for another link."""
    case = family(world, world.person(), world.person())
    case.invite()
    one, other = case.members
    assert case.post("codes", {"token": case.token(other)}).status_code == 202
    code = world.next_code(other.mobile, 1)
    answer = case.post("tickets", {"token": case.token(one), "sms_code": code})
    assert answer.json()["code"] == "identity.sms_code_wrong"
    assert case.compare("x" * 20).status_code == 401
    assert case.post("opening", {"token": "nobody"}).status_code == 404


def test_resend(world: World) -> None:
    """The applicant sends another link, which ends the older one; once a minute, and nobody else does."""
    case = family(world, world.person())
    case.invite()
    old = case.token(case.members[0])
    stranger, _ = world.registered()
    assert case.resend(headers=world.bearer(stranger.account_name)).status_code == 404
    assert case.resend().json()["code"] == "identity.too_many_requests"
    world.clock.advance(timedelta(minutes=1))
    assert case.resend("operator").status_code == 404
    assert case.resend().status_code == 202
    new = case.token(case.members[0])
    assert new != old
    assert case.post("opening", {"token": old}).json()["code"] == "identity.invitation.not_found"
    assert case.post("opening", {"token": new}).status_code == 200
    for _ in range(8):
        world.clock.advance(timedelta(minutes=1))
        assert case.resend().status_code == 202
    world.clock.advance(timedelta(minutes=1))
    assert case.resend().json()["code"] == "identity.too_many_requests"


def test_declined(world: World) -> None:
    """Link and code together say no: it is kept with its reason, everybody else is told, the link opens nothing more,
    and another invitation asks anew."""
    case = family(world, world.person(), world.person())
    case.invite()
    one, other = case.members
    token = case.token(one)
    wrong = case.post("declining", {"token": token, "sms_code": "000000", "reason": "no_longer"})
    assert wrong.json()["code"] == "identity.sms_code_wrong"
    assert [each["invitation"]["declined_because"] for each in case.persons()[1:]] == [None, None]
    before = len(world.texts(one.mobile))
    case.post("codes", {"token": token})
    code = world.next_code(one.mobile, before)
    unknown = case.post("declining", {"token": token, "sms_code": code, "reason": "a text of one's own"})
    assert unknown.status_code == 422
    told = [len(world.texts(each.mobile)) for each in (case.operator, other, one)]
    answer = case.post("declining", {"token": token, "sms_code": code, "reason": "not_as_agreed"})
    assert answer.status_code == 204, answer.text
    assert [len(world.texts(each.mobile)) for each in (case.operator, other, one)] == [
        told[0] + 1,
        told[1] + 1,
        told[2],
    ]
    text = world.texts(other.mobile)[-1]
    assert "不同意签署" in str(text) and one.name not in str(text)
    assert [each["invitation"]["declined_because"] for each in case.persons()[1:]] == ["not_as_agreed", None]
    assert case.post("opening", {"token": token}).json()["code"] == "identity.invitation_declined"
    world.clock.advance(timedelta(minutes=2))
    assert case.resend().status_code == 202
    assert case.post("opening", {"token": case.token(one)}).status_code == 200
    assert case.persons()[1]["invitation"]["declined_because"] is None


def test_over_at_the_deadline(world: World) -> None:
    """After the signing deadline link and ticket end."""
    case = family(world, world.person())
    case.invite()
    ticket = case.ticket(case.members[0])["ticket"]
    world.clock.advance(timedelta(days=8))
    assert case.post("opening", {"token": case.token(case.members[0])}).json()["code"] == "identity.invitation_ended"
    assert case.resend().json()["code"] == "identity.invitation_ended"
    assert case.compare(ticket).status_code in {401, 410}


def test_new_window(world: World) -> None:
    """A new window invites everybody again, and whoever was authenticated before is not any more."""
    # Tokens are checked by the true time, which the clock of this test must not get ahead of.
    world.clock.advance(timedelta(minutes=-5))
    case = family(world, world.person())
    case.authenticate_operator()
    case.invite()
    old = case.token(case.members[0])
    case.compare(case.ticket(case.members[0])["ticket"])
    world.clock.advance(timedelta(minutes=2))
    case.invite(window=2)
    case.authenticate_operator(window=2)
    assert case.post("opening", {"token": old}).json()["code"] == "identity.invitation_ended"
    assert case.persons()[1]["status"] == "未认证"
    with pytest.raises(Refusal, match=r"identity\.persons_missing"):
        case.conclude(window=2)
    case.compare(case.ticket(case.members[0])["ticket"])
    assert len(case.conclude(window=2).persons) == 2


def test_twins(world: World) -> None:
    """Two clicks at the same instant are one authentication."""
    case = family(world, world.person())
    case.invite()
    ticket = case.ticket(case.members[0])["ticket"]
    answers = at_once([lambda: case.compare(ticket) for _ in range(2)])
    assert [answer.status_code for answer in answers] == [201, 201]


def test_twin_in_between(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is authenticated by another click meanwhile is authenticated, and no live capture stays."""
    case = family(world, world.person())
    case.invite()
    ticket = case.ticket(case.members[0])["ticket"]

    def twin_first(resources: Any, subject: Any) -> Any:
        monkeypatch.setattr(signers, "compare", comparison.compare)
        assert case.compare(ticket).status_code == 201
        return comparison.compare(resources, subject)

    monkeypatch.setattr(signers, "compare", twin_first)
    assert case.compare(ticket).status_code == 201
    assert case.compare(ticket, "capture-2").status_code == 201
    with world.resources.database.reading() as session:
        kept = session.exec(select(FaceCapture.capture_encrypted).where(FaceCapture.application_no == case.number))
        assert not any(kept)


def test_operator_first(world: World) -> None:
    """Nothing is concluded without the operator."""
    case = family(world, world.person())
    case.invite()
    with pytest.raises(Defect):
        case.conclude()
