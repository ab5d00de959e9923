"""Text messages to the applicant."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Literal

import pytest

from kernel.errors import Defect
from services.notice.domain.registration import AnswerFacts, ContactFacts, ExtensionFacts
from services.notice.domain.texts import compose, reminder
from tests.fixtures.registrations import APPLICATION_NO, AUTHORITY, FULL_NAME, MOBILE, USCC
from tests.unit.notice import facts

OPERATOR = "穆静"


def test_licensed() -> None:
    """The suggested text to the letter."""
    assert compose("licensed", facts.application(), facts.licence(), None) == (
        f"【{AUTHORITY}】穆静您好，{FULL_NAME}（统一社会信用代码{USCC}）已于2022年02月22日登记，"
        "电子营业执照可在全程网办平台或电子营业执照小程序下载。"
    )


def test_licensed_without_name() -> None:
    """A business without a name is called by its kind."""
    text = compose("licensed", facts.application(), facts.licence(name=None), None)
    assert f"您的个体工商户（统一社会信用代码{USCC}）" in text


def test_correction() -> None:
    """What to change, all at once, until when, and what follows; the rules' titles say nothing of that."""
    until = datetime(2026, 12, 8, 16, tzinfo=UTC)
    decision = facts.decision(
        ("经营场所", "CORRECT"), ("从业人数", "CORRECT"), ("账号实名", "PASS"), correction_until=until
    )
    said = decision.model_copy(
        update={
            "results": tuple(
                each.model_copy(update={"zh": zh})
                for each, zh in zip(
                    decision.results, ("经营场所未填写到门牌号", "从业人数 0 人，应为 1 至 99 人", ""), strict=True
                )
            )
        }
    )
    assert compose("correction", facts.application(), None, said) == (
        f"【{AUTHORITY}】经自动审查，申请编号{APPLICATION_NO}需要补正："
        "经营场所未填写到门牌号；从业人数 0 人，应为 1 至 99 人。"
        "请在2026年12月8日24:00前补正后重新提交，逾期视为撤回申请；也可选择人工审查或到窗口办理。"
    )


@pytest.mark.parametrize(
    "quoted", [OPERATOR, MOBILE, "138****0025", "140102198801011232", "mujing@example.com", "m***@example.com"]
)
def test_no_reason_quotes_anybody(quoted: str) -> None:
    """A reason that repeats what was entered, or an examiner's words, goes out without persons and their numbers."""
    decision = facts.decision(("x", "CORRECT"), automatic=False)
    spoken = decision.model_copy(update={"results": (decision.results[0].model_copy(update={"zh": f"{quoted} 有误"}),)})
    text = compose("correction", facts.application(), None, spoken)
    assert quoted not in text and "有误" in text


def test_correction_nobody_made() -> None:
    """It counts as taken back, and can be made anew."""
    text = compose("correction_lapsed", facts.application(), None, None)
    assert f"申请编号{APPLICATION_NO}逾期未补正，视为撤回申请" in text and "重新提交申请" in text


def test_correction_by_an_examiner() -> None:
    """An examiner's notice does not speak of automatic review."""
    decision = facts.decision(("经营场所", "CORRECT"), automatic=False)
    text = compose("correction", facts.application(), None, decision)
    assert "自动审查" not in text and "经营场所" in text


def test_rejected() -> None:
    """Reasons, remedies, and human review after an automatic decision."""
    decision = facts.decision(("名称禁用", "REJECT"), ("从业人数", "CORRECT"))
    text = compose("rejected", facts.application(), None, decision)
    assert "不予登记：名称禁用有误，****。" in text
    assert all(word in text for word in ("行政复议", "行政诉讼", "人工审查"))
    manual = compose("rejected", facts.application(), None, facts.decision(("x", "REJECT"), automatic=False))
    assert "人工审查" not in manual


def test_rejected_says_until_when_a_person_can_be_asked() -> None:
    """The day named is the last one, not the midnight at which the period ends."""
    until = datetime(2026, 11, 27, 16, tzinfo=UTC)
    decision = facts.decision(("名称禁用", "REJECT")).model_copy(update={"review_request_until": until})
    assert (
        "可在2026年11月27日24:00前在该平台申请人工审查，此后仍可在该平台请求人工说明和审查，但名称不再保留"
        in compose("rejected", facts.application(), None, decision)
    )


@pytest.mark.parametrize(
    ("outcome", "said"), [("STANDS", "原不予登记决定正确"), ("WRONG", "重新提交申请，名称将重新核对")]
)
def test_review_answered(outcome: Literal["STANDS", "WRONG"], said: str) -> None:
    """What a person found, why, and what follows; long numbers stay out."""
    answer = AnswerFacts(application_no="1", outcome=outcome, fact=f"限制决定未被撤销，联系{MOBILE}。")
    text = compose("review_answered", facts.application(), None, None, None, answer)
    assert said in text and "原因：限制决定未被撤销，联系****。" in text and MOBILE not in text and len(text) <= 500


def test_extended() -> None:
    """Why and until when a review takes longer, in one line, without long numbers, within 500 characters."""
    reason = f"须向社区核实场所。\n联系电话{MOBILE}，" + "长" * 600
    extension = ExtensionFacts(application_no="1", reason=reason, last_day=date(2026, 11, 30))
    text = compose("extended", facts.application(), None, None, extension)
    assert "延长至2026年11月30日24:00。原因：须向社区核实场所。 联系电话****，" in text
    assert len(text) <= 500 and OPERATOR not in text


def test_review_opened() -> None:
    """Who asked for a person's review learns that it has begun and how long it may take."""
    text = compose("review_opened", facts.application(), None, None)
    assert "人工审查申请" in text and "3个工作日" in text and OPERATOR not in text


def test_reasons_hold_nothing_entered() -> None:
    """Long numbers starred: texts of rules may quote what was entered."""
    decision = facts.decision((f"联系电话{MOBILE}重复", "CORRECT"))
    text = compose("correction", facts.application(), None, decision)
    assert MOBILE not in text and "联系电话****重复" in text


def test_many_reasons() -> None:
    """However many reasons there are, the message fits into 500 characters and says how many."""
    decision = facts.decision(*((f"第{number}条规则没有通过审查的原因", "CORRECT") for number in range(40)))
    text = compose("correction", facts.application(), None, decision)
    assert len(text) <= 500 and "等40项" in text


def test_one_endless_reason() -> None:
    """Even a single reason cannot make the message too long."""
    for template in ("correction", "rejected"):
        decision = facts.decision(("长" * 900, "CORRECT"), ("长" * 900, "REJECT"))
        assert len(compose(template, facts.application(), None, decision)) <= 500


def test_no_reason() -> None:
    """A decision whose reasons lie elsewhere sends the reader to the notice."""
    assert "详见全程网办平台的通知书" in compose("rejected", facts.application(), None, facts.decision())


def test_referred_and_lapsed() -> None:
    """Who must wait learns for how long, who was late what to do; neither names the operator."""
    referred = compose("referred", facts.application(), None, None)
    lapsed = compose("lapsed", facts.application(), None, None)
    assert "3个工作日" in referred and "重新认证" in lapsed
    assert OPERATOR not in referred + lapsed


@pytest.mark.parametrize("template", ["licensed", "correction", "rejected", "extended"])
def test_missing_part(template: str) -> None:
    """A message without what it speaks of is a defect of ours."""
    with pytest.raises(Defect, match=r"notice\.message_without_part"):
        compose(template, facts.application(), None, None)


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("signing_ends", "的材料请在2026年12月8日24:00前完成签名并提交；逾期签名失效"),
        ("correction_ends", "尚未补正，请在2026年12月8日24:00前补正并确认文书；逾期视为撤回申请"),
        ("name_ends", "申报的名称保留到2026年12月8日24:00，请在此前提交登记申请；逾期名称释放"),
    ],
)
def test_reminders(template: str, said: str) -> None:
    """Which limit, until when, and what follows; nobody is named."""
    contact = ContactFacts(application_no=APPLICATION_NO, account_subject="a", authority_name=AUTHORITY, mobile=MOBILE)
    text = reminder(template, contact, datetime(2026, 12, 8, 16, tzinfo=UTC))
    assert text.startswith(f"【{AUTHORITY}】提醒：申请编号{APPLICATION_NO}") and said in text and MOBILE not in text


def test_a_reminder_of_nothing() -> None:
    """A template that reminds of no limit is a mistake of ours."""
    contact = ContactFacts(application_no=APPLICATION_NO, account_subject="a", authority_name=AUTHORITY, mobile=MOBILE)
    with pytest.raises(Defect):
        reminder("lapsed", contact, datetime(2026, 12, 8, 16, tzinfo=UTC))


@pytest.mark.parametrize("template", ["referred", "review_opened"])
def test_whoever_waits_for_a_person_knows_until_when(template: str) -> None:
    """The day on which the legal limit ends, not a number of days to count."""
    until = datetime(2026, 12, 3, 16, tzinfo=UTC)
    text = compose(template, facts.application(), None, None, until=until)
    assert "2026年12月3日24:00前" in text and "将在3个工作日" not in text
