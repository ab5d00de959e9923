"""A step that is not its turn, said so that a person understands it."""

from __future__ import annotations

import math

from temporalio.exceptions import ApplicationError

from catalogues.filing_types.words import Stage
from kernel.errors import Refusal
from kernel.failures import refused
from workflows.contract import Step


def out_of_order(step: Step, stage: Stage) -> ApplicationError:
    return refused(
        Refusal(
            "case.step_out_of_order",
            "当前环节不能进行此操作，请刷新页面查看最新进度",
            "This step is not possible at the present stage; please refresh to see where the case stands",
            status=409,
            details={"step": step, "stage": stage},
        )
    )


def in_progress(step: Step) -> ApplicationError:
    return refused(
        Refusal(
            "case.step_in_progress",
            "上一步正在处理，请稍候",
            "The previous step is still being carried out; please wait a moment",
            status=409,
            details={"step": step},
        )
    )


def too_many_steps(seconds: float) -> ApplicationError:
    after = max(1, math.ceil(seconds))
    return refused(
        Refusal(
            "case.too_many_steps",
            f"操作过于频繁，请在 {after} 秒后再试",
            f"Too many steps in this case; please try again in {after} seconds",
            status=429,
            details={"retry_after": after},
        )
    )


def leaving() -> ApplicationError:
    return refused(
        Refusal(
            "case.leaving",
            "申请正在撤回或放弃，本步骤已停止",
            "The application is being withdrawn or abandoned; this step was stopped",
            status=409,
        )
    )


def deadline_passed() -> ApplicationError:
    return refused(
        Refusal(
            "case.signing_deadline_passed",
            "逾期未提交设立登记申请，需重新认证！",
            "The signing deadline has passed; please authenticate again",
            status=409,
        )
    )


def correction_time_over() -> ApplicationError:
    return refused(
        Refusal(
            "case.correction_time_over",
            "补正期限已过，视为撤回申请；您可以重新申请",
            "The time for the correction has ended and the application counts as taken back; you may apply again",
            status=409,
            article="市场主体登记管理条例第十九条",
        )
    )


def name_reservation_ended() -> ApplicationError:
    return refused(
        Refusal(
            "case.name_reservation_ended",
            "名称保留期已过，请重新申报名称",
            "The reservation of the name has ended; please declare a name again",
            status=409,
            article="企业名称登记管理规定第十八条",
        )
    )
