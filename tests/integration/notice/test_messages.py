"""Text messages over a real gateway protocol, each of them once."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from kernel.errors import Defect, Outage
from services.notice.operations.messages import message_applicant
from tests.fixtures.registrations import AUTHORITY, FULL_NAME
from tests.integration.notice.conftest import World, together


def test_licensed(world: World) -> None:
    """The applicant's phone shows the suggested text, with name, code and day."""
    case = world.new_case()
    message_applicant(world.resources, case.message())
    assert world.channel.texts(case.mobile) == [
        f"【{AUTHORITY}】穆静您好，{FULL_NAME}（统一社会信用代码{case.uscc}）已于2022年02月22日登记，"
        "电子营业执照可在全程网办平台或电子营业执照小程序下载。"
    ]


def test_correction(world: World) -> None:
    """The reasons come from the decision."""
    case = world.new_case()
    decision = case.decision(("经营场所", "CORRECT"), ("账号实名", "PASS"))
    message_applicant(world.resources, case.message("correction", decision=decision))
    [shown] = world.channel.texts(case.mobile)
    assert f"申请编号{case.application_no}需要补正：经营场所有误，****。" in shown


def test_redelivered(world: World) -> None:
    """The same request again, also at once, is one message; another occasion is another one."""
    case = world.new_case()
    request = case.message("referred")
    results = together(*[lambda: message_applicant(world.resources, request)] * 4)
    assert len({result.message_no for result in results}) == 1
    assert message_applicant(world.resources, request) == results[0]
    assert len(world.channel.texts(case.mobile)) == 1
    message_applicant(world.resources, case.message("referred", occasion=2))
    assert len(world.channel.texts(case.mobile)) == 2


@pytest.mark.parametrize(
    "behaviour",
    [
        {"down": True},
        {"down": True, "after_effect": True},
        {"hang": True},
        {"error_rate": 1.0},
        {"garbage": True},
        {"garbage": True, "after_effect": True},
    ],
)
def test_gateway_in_trouble(world: World, behaviour: dict[str, object]) -> None:
    """Silence, failure and nonsense are an outage, even when the message got through; then it is sent once."""
    case = world.new_case()
    request = case.message("lapsed")
    sandbox = world.channel.sandbox
    with sandbox.misbehaving(sandbox.sms, **behaviour):
        with pytest.raises(Outage) as raised:
            message_applicant(world.resources, request)
        assert raised.value.code == "sms.unavailable"
    message_applicant(world.resources, request)
    assert len(world.channel.texts(case.mobile)) == 1


def test_gateway_calls_it_malformed(world: World) -> None:
    """A message the gateway refuses for good is a defect, not an outage."""
    case = world.new_case()
    sandbox = world.channel.sandbox
    with sandbox.misbehaving(sandbox.sms, error_rate=1.0, status=422), pytest.raises(Defect) as raised:
        message_applicant(world.resources, case.message("lapsed"))
    assert str(raised.value) == "sms.refused: 422"
    message_applicant(world.resources, case.message("lapsed"))


def test_without_its_part(world: World) -> None:
    """A message that lacks its decision is not even written down."""
    case = world.new_case()
    with pytest.raises(Defect):
        message_applicant(world.resources, case.message("rejected"))
    assert read(world, case.application_no) == []


def read(world: World, application_no: str, subject: str = "account-1") -> object:
    answer = world.client.get(f"/messages/{application_no}", headers=world.bearer(subject, "applicant"))
    assert answer.status_code == 200
    return answer.json()["items"]


def test_own_messages(world: World) -> None:
    """An applicant reads the own messages as they were sent; nobody else learns that there are any."""
    case = world.new_case()
    message_applicant(world.resources, case.message())
    [message] = world.client.get(
        f"/messages/{case.application_no}", headers=world.bearer("account-1", "applicant")
    ).json()["items"]
    assert (message["template"], message["to"]) == ("licensed", f"139****{case.mobile[-4:]}")
    assert "穆静您好" in message["text"] and message["sent_at"]
    assert read(world, case.application_no, "account-2") == []


def test_encrypted_at_rest(world: World) -> None:
    """Neither number nor text is readable in the database."""
    case = world.new_case()
    message_applicant(world.resources, case.message())
    with world.session() as session:
        query = text("SELECT m::text FROM notice.applicant_message m WHERE application_no = :no")
        [row] = session.connection().execute(query, {"no": case.application_no}).scalars()
    assert case.mobile not in row and "穆静" not in row and "统一社会信用代码" not in row


def test_nothing_personal_in_logs(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """The log names the application and not the person."""
    case = world.new_case()
    message_applicant(world.resources, case.message())
    logged = capsys.readouterr().out
    assert case.application_no in logged
    assert case.mobile not in logged and "穆静" not in logged
