"""Owners are told that a paper licence was posted, at the number the licence was announced to."""

from __future__ import annotations

from services.notice.contract import TellPosted
from services.notice.operations.messages import message_applicant
from services.notice.operations.postings import IssuedLicence, tell_posted
from tests.fixtures.registrations import AUTHORITY
from tests.fixtures.services.handing import handed
from tests.integration.notice.conftest import Case, World


def posted(case: Case, tracking_no: str = "EMS1234567", occasion: int = 1) -> TellPosted:
    return TellPosted(application_no=case.application_no, occasion=occasion, copy_kind="正本", tracking_no=tracking_no)


def licence(case: Case) -> IssuedLicence:
    return IssuedLicence(application_no=case.application_no, authority_name=AUTHORITY)


def test_told_once_with_the_tracking_number(world: World) -> None:
    """The same paper again is the first message; another paper is another one."""
    case = world.new_case()
    message_applicant(world.resources, case.message())
    for tracking_no in ("EMS1234567", "EMS7654321"):
        assert tell_posted(world.resources, posted(case, tracking_no), licence(case)).recorded
    told = world.channel.texts(case.mobile)[1:]
    assert told == [
        f"【{AUTHORITY}】申请编号{case.application_no}的纸质营业执照（正本）已寄出，邮寄单号EMS1234567，"
        "请注意查收。寄送情况可在全程网办平台“我的证照”中查看。"
    ]
    assert tell_posted(world.resources, posted(case, "EMS7654321", occasion=2), licence(case)).recorded
    assert len(world.channel.texts(case.mobile)) == 3


def test_nobody_to_tell(world: World) -> None:
    """Without an earlier message there is no number, and that is said."""
    case = world.new_case()
    assert not tell_posted(world.resources, posted(case), licence(case)).recorded


def test_a_silent_gateway_takes_it_later(world: World) -> None:
    """The message is written down all the same."""
    case = world.new_case()
    message_applicant(world.resources, case.message())
    sandbox = world.channel.sandbox
    with sandbox.misbehaving(sandbox.sms, down=True):
        assert tell_posted(world.resources, posted(case), licence(case)).recorded
    assert len(world.channel.texts(case.mobile)) == 1


def test_only_who_holds_the_licence_is_heard(world: World) -> None:
    """An invented reference is told that there is no such application."""
    case = world.new_case()
    path, request, mine = f"/postings/{case.application_no}", posted(case), case.licence
    assert world.client.post(path, json=handed(mine, request, digest="0" * 64)).status_code == 404
    assert world.client.post(path, json=handed(mine, request)).json() == {"recorded": False}
