"""A family business: the members sign what they apply for, in any order, each on their own phone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from catalogues.filing_types.words import PartKind
from kernel.errors import Refusal
from kernel.pdf.verification import verify
from services.signing.activities import Activities
from services.signing.contract import CollectSignatures, SignaturesCollected, SignaturesPart, VoidSignatures
from services.signing.operations.opening import void_signatures
from tests.integration.signing.conftest import FAMILY_FORM, KINDS, Case, World

FAMILY = ("王丽", "张小禾")


def collect(case: Case) -> SignaturesCollected:
    request = CollectSignatures(application_no=case.application_no, window=1)
    return Activities(case.world.resources).collect_signatures(request)


def act(case: Case, who: str) -> None:
    """`operator` or a member's reference signs."""
    if who == "operator":
        case.signed()
    else:
        case.phone_of(next(member for member in case.members if member.ref == who)).signed()


@pytest.mark.parametrize("order", list(permutations(["operator", "family-1", "family-2"]))[::2])
def test_in_any_order(world: World, order: tuple[str, ...]) -> None:
    """Whoever signs first, each signature is added to those before it, and all of them verify in the end."""
    case = world.case(kinds=("application_form",), members=FAMILY)
    for who in order:
        assert case.get().json()["state"] == "open"
        act(case, who)
    assert case.get().json()["state"] == "signed"
    pdf = case.get("/documents/application_form").content
    verification = verify(pdf, world.resources.authority.roots())
    assert verification.ok and verification.covers_whole_document, verification.problems
    assert [signature.field for signature in verification.signatures] == list(order)
    assert pdf.startswith(world.documents[FAMILY_FORM])
    part = world.resources.exchange.collect(collect(case).part, SignaturesPart, PartKind.SIGNATURES)
    assert [(signer.person_ref, signer.role, signer.name) for signer in part.signers] == [
        ("operator", "operator", "张晓禾"),
        ("family-1", "family_member", "王丽"),
        ("family-2", "family_member", "张小禾"),
    ]
    assert part.documents[0].signed_by == order
    assert part.completed_at == max(signer.signed_at for signer in part.signers)


def test_the_last_one_is_told_that_everybody_has_signed(world: World) -> None:
    """Then, and not before, the case can take the signatures over."""
    case = world.case(kinds=("application_form",), members=FAMILY[:1])
    told = []
    for phone in (case.phone_of(case.members[0]), case.phone()):
        assert phone.ask_code().status_code == 202
        told.append(phone.sign(phone.code()).json()["complete"])
    assert told == [False, True]


def test_only_what_they_apply_for(world: World) -> None:
    """A member signs the application form and sees no other document; the operator signs all."""
    case = world.case(kinds=KINDS, members=FAMILY[:1])
    (member,) = case.members
    admitted = case.admit(member).json()
    assert [document["kind"] for document in admitted["documents"]] == ["application_form"]
    assert admitted["signer"] == {"name": "王*", "role": "参加经营的家庭成员"}
    phone = case.phone_of(member)
    assert phone.document("application_form").content == world.documents[FAMILY_FORM]
    assert phone.document("identity_document").status_code == 404
    phone.signed()
    case.signed()
    part = world.resources.exchange.collect(collect(case).part, SignaturesPart, PartKind.SIGNATURES)
    assert {document.kind: document.signed_by for document in part.documents} == {
        "application_form": ("family-1", "operator"),
        **dict.fromkeys(KINDS[1:], ("operator",)),
    }


def test_at_the_same_instant(world: World) -> None:
    """Three people who sign one document at once sign it one after the other: no signature gets lost."""
    case = world.case(kinds=("application_form",), members=FAMILY)
    phones = [case.phone(), *map(case.phone_of, case.members)]
    for phone in phones:
        assert phone.ask_code().status_code == 202
    with ThreadPoolExecutor(3) as hands:
        answers = list(hands.map(lambda phone: phone.sign(phone.code()), phones))
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    (document,) = case.get("/documents").json()["documents"]
    assert sorted(signature["signer"] for signature in document["signatures"]) == sorted(["张晓禾", *FAMILY])
    assert collect(case).documents


def test_on_different_days(world: World) -> None:
    """A certificate lasts a day: whoever signs three days later signs beside signatures judged at their own time."""
    case = world.case(kinds=("application_form",), members=FAMILY[:1])
    case.signed()
    world.resources.examinations._found.clear()
    world.clock.advance(timedelta(days=3))
    case.phone_of(case.members[0]).signed()
    assert collect(case).documents


def test_who_is_missing(world: World) -> None:
    """The refusal names everybody who has not signed by role and number, and no person."""
    case = world.case(kinds=("application_form",), members=FAMILY)
    case.phone_of(case.members[0]).signed()
    with pytest.raises(Refusal) as refused:
        collect(case)
    assert refused.value.code == "signing.incomplete"
    assert [(finding.pointer, finding.zh) for finding in refused.value.findings] == [
        ("/signers/0", "经营者尚未签名"),
        ("/signers/2", "参加经营的家庭成员（第2位）尚未签名"),
    ]
    assert not any(name in str(refused.value.findings) for name in ("张晓禾", *FAMILY))


def test_progress(world: World) -> None:
    """The applicant's page shows each signer with what they did."""
    case = world.case(kinds=("application_form",), members=FAMILY)
    case.phone_of(case.members[1]).signed()
    assert [(line["party_ref"], line["role"], line["status"]) for line in case.get().json()["signers"]] == [
        ("operator", "经营者", "未签名"),
        ("family-1", "参加经营的家庭成员", "未签名"),
        ("family-2", "参加经营的家庭成员", "已签名"),
    ]


def test_own_mobile(world: World) -> None:
    """A member's code goes to their own mobile; each has a limit of their own, and a code is good for its owner."""
    case = world.case(kinds=("application_form",), members=FAMILY)
    operator, first, second = case.phone(), *map(case.phone_of, case.members)
    for phone in (operator, first, second):
        assert phone.ask_code().status_code == 202
    assert [len(world.texts(phone.mobile)) for phone in (operator, first, second)] == [1, 1, 1]
    assert first.ask_code().json()["code"] == "signing.code_too_soon"
    stolen = operator.code()
    if stolen != first.code():
        assert first.sign(stolen).json()["code"] == "signing.code_wrong"


@pytest.mark.parametrize(
    "claim",
    [
        {"party": "operator"},
        {"party": "family-9"},
        {"window": 2},
        {"application_no": "14021301202611229999999"},
    ],
)  # fmt: skip
def test_ticket_of_nobody_here(world: World, claim: dict[str, Any]) -> None:
    """A ticket opens the one place it names; the operator comes with the link of the own screen only."""
    case = world.case(kinds=("application_form",), members=FAMILY)
    answer = case.admit(case.members[0], **claim)
    assert (answer.status_code, answer.json()["code"]) == (404, "signing.not_found")


def test_ticket_before_authentication(world: World) -> None:
    """A ticket that identity gave to be authenticated with, an account's token, and no ticket let nobody in."""
    case = world.case(kinds=("application_form",), members=FAMILY)
    claim = {"application_no": case.application_no, "window": 1, "party": "family-1"}
    for headers in (world.ticket(audience="identity", **claim), case.headers, {}):
        assert world.client.post("/phone/admissions", headers=headers).status_code == 401


def test_admitted_again(world: World) -> None:
    """A second admission ends the first phone's bearer, and no other signer's; who signed may come back to read."""
    case = world.case(kinds=("application_form",), members=FAMILY)
    first, other = case.phone_of(case.members[0]), case.phone_of(case.members[1])
    second = case.phone_of(case.members[0])
    assert first.document("application_form").status_code == 401
    assert other.document("application_form").status_code == second.document("application_form").status_code == 200
    second.signed()
    assert case.admit(case.members[0]).json()["signed"] is True


def test_void(world: World) -> None:
    """A void window is void for everybody: nobody gets in, and nobody who was in signs."""
    case = world.case(kinds=("application_form",), members=FAMILY)
    phone = case.phone_of(case.members[0])
    void_signatures(world.resources, VoidSignatures(application_no=case.application_no, window=1, reason="corrected"))
    assert phone.document("application_form").json()["code"] == "signing.session_void"
    assert case.admit(case.members[1]).json()["code"] == "signing.session_void"


def test_new_window(world: World) -> None:
    """In a new window everybody signs again."""
    case = world.case(kinds=("application_form",), members=FAMILY[:1])
    case.phone_of(case.members[0]).signed()
    Activities(world.resources).open_session(case.request.model_copy(update={"window": 2}))
    assert [line["status"] for line in case.get().json()["signers"]] == ["未签名", "未签名"]
    case.phone_of(case.members[0], window=2).signed()
