"""From the applicant's screen to the signer's phone."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from kernel.errors import Refusal
from kernel.rates import Rates
from services.signing.contract import VoidSignatures
from services.signing.main import wire
from services.signing.operations.links import redeem_link
from services.signing.operations.opening import void_signatures
from services.signing.operations.resources import REDEEMING
from services.signing.settings import SigningSettings
from services.signing.store.links import SigningLink
from tests.fixtures.services.tokens import OwnKeys
from tests.integration.signing.conftest import World, phone_of


def test_link(world: World) -> None:
    """The token is in the fragment, the QR code is an SVG picture, the notice names the last day."""
    case = world.case()
    answer = case.link()
    link = answer.json()
    assert answer.status_code == 201
    assert link["link"] == f"https://kaiye.example/sign#{link['token']}"
    assert link["qr_svg"].startswith("<svg") and "</svg>" in link["qr_svg"]
    assert link["notice"].startswith("请注意！请在20") and "6个工作日内" in link["notice"]


def test_only_hashes_are_kept(world: World) -> None:
    """Neither the token nor the bearer can be read from the database."""
    case = world.case()
    token = case.link().json()["token"]
    bearer = case.redeem(token).json()["signer_token"]
    with world.resources.database.transaction() as session:
        kept = [row.model_dump_json() for row in session.exec(select(SigningLink))]
    assert kept and not any(token in row or bearer in row for row in kept)


def test_redeemed(world: World) -> None:
    """The phone learns whose signature is meant, masked, and which documents there are."""
    case = world.case("张晓禾", kinds=("application_form", "name_notice"))
    answer = case.redeem(case.link().json()["token"]).json()
    assert answer["signer"] == {"name": "张**", "role": "经营者"}
    assert [(d["kind"], d["title"], d["pages"]) for d in answer["documents"]] == [
        ("application_form", "个体工商户登记（备案）申请书", 2),
        ("name_notice", "企业名称使用告知书", 1),
    ]


def test_redeemed_once(world: World) -> None:
    """The second phone that scans the code gets nothing."""
    case = world.case()
    token = case.link().json()["token"]
    assert case.redeem(token).status_code == 200
    second = case.redeem(token)
    assert (second.status_code, second.json()["code"]) == (410, "signing.link_used")


def test_redeemed_once_at_the_same_instant(world: World) -> None:
    """Of eight phones that scan at once exactly one gets in."""
    token = world.case().link().json()["token"]

    def scan(_: int) -> str:
        try:
            redeem_link(world.resources, token)
        except Refusal as refusal:
            return refusal.code
        return "redeemed"

    with ThreadPoolExecutor(8) as phones:
        assert sorted(phones.map(scan, range(8))) == ["redeemed", *["signing.link_used"] * 7]


def test_newer_link_replaces_older(world: World) -> None:
    """After a new link neither the old one nor the phone that redeemed it is good."""
    case = world.case()
    phone = case.phone()
    old = case.link().json()["token"]
    assert case.link().status_code == 201
    assert case.redeem(old).json()["code"] == "signing.link_expired"
    answer = phone.document("premises_commitment")
    assert (answer.status_code, answer.json()["code"]) == (401, "signing.bearer_invalid")


def test_links_and_bearers_grow_old(world: World) -> None:
    """Both last half an hour."""
    case = world.case()
    token, phone = case.link().json()["token"], None
    world.clock.advance(timedelta(minutes=30))
    assert case.redeem(token).json()["code"] == "signing.link_expired"
    phone = case.phone()
    world.clock.advance(timedelta(minutes=29, seconds=59))
    assert phone.document("premises_commitment").status_code == 200
    world.clock.advance(timedelta(seconds=1))
    assert phone.document("premises_commitment").status_code == 401


def test_link_ends_with_the_window(world: World) -> None:
    """Ten minutes before the deadline a link lasts ten minutes; after it there is none, in the notice's words."""
    case = world.case(lasts=timedelta(minutes=10))
    link = case.link().json()
    assert link["expires_at"] == case.deadline.isoformat().replace("+00:00", "Z")
    world.clock.advance(timedelta(minutes=10))
    for answer in (case.link(), case.redeem(link["token"])):
        assert (answer.status_code, answer.json()["code"]) == (410, "signing.deadline_passed")
        assert answer.json()["detail"] == link["notice"]


def test_void_session_has_no_links(world: World) -> None:
    """After voiding, every way in says so, and the database holds no live link."""
    case = world.case()
    token = case.link().json()["token"]
    request = VoidSignatures(application_no=case.application_no, window=1, reason="abandoned")
    assert void_signatures(world.resources, request).voided
    assert void_signatures(world.resources, request).voided
    assert case.link().json()["code"] == case.redeem(token).json()["code"] == "signing.session_void"


@pytest.mark.parametrize(
    ("token", "status", "code"),
    [("x" * 43, 404, "signing.link_unknown"), ("short", 422, "request.invalid"), ("x\0" * 20, 422, "request.invalid")],
)
def test_unknown_tokens(world: World, token: str, status: int, code: str) -> None:
    """What is no token of ours is refused by name."""
    answer = world.client.post("/phone/redeem", json={"token": token})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_redeeming_is_rate_limited(world: World, signing_settings: SigningSettings) -> None:
    """An address that tries tokens is stopped, and told for how long."""
    rates = Rates("signing", world.resources.database, os.urandom(32), {REDEEMING: "3/minute"})
    service = wire(signing_settings, replace(world.resources, rates=rates), OwnKeys(world.key))
    with phone_of(service.app) as client:
        answers = [client.post("/phone/redeem", json={"token": "x" * 43}) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [404, 404, 404, 429, 429]
    assert answers[-1].headers["Retry-After"] == str(answers[-1].json()["details"]["retry_after"])


def test_another_applicant(world: World) -> None:
    """Nobody makes links for somebody else's application, nor learns that it exists."""
    case = world.case()
    answer = world.client.post(
        f"/sessions/{case.application_no}/links", headers=world.bearer("somebody-else", "applicant")
    )
    assert (answer.status_code, answer.json()["code"]) == (404, "signing.not_found")


def test_a_link_needs_a_login(world: World) -> None:
    """Without a token 401, with an examiner's 403."""
    case = world.case()
    path = f"/sessions/{case.application_no}/links"
    assert world.client.post(path).status_code == 401
    assert world.client.post(path, headers=world.bearer("x", "examiner", "140213")).status_code == 403
