"""Where each activity runs, how long it may take and how it is tried again: the only place that says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from temporalio.common import RetryPolicy

from services.approval import contract as approval
from services.archive import contract as archive
from services.filing.contract import activities as filing
from services.identity import contract as identity
from services.licence import contract as licence
from services.naming import contract as naming
from services.notice import contract as notice
from services.register.contract import activities as register
from services.signing import contract as signing

PATIENT = RetryPolicy(
    initial_interval=timedelta(milliseconds=500),
    backoff_coefficient=2,
    maximum_interval=timedelta(seconds=30),
    maximum_attempts=0,
)
"""An outage is waited out, however long. Refusals and repeated defects come back as non-retryable."""


@dataclass(frozen=True)
class Call:
    """How one activity is called; `summary` is what operations read in the Web UI, in their language."""

    queue: str
    summary: str
    seconds: int

    @property
    def options(self) -> dict[str, Any]:
        return {"start_to_close_timeout": timedelta(seconds=self.seconds), "retry_policy": PATIENT}


_TRANSACTION, _READING, _RENDERING, _OUTSIDE = 15, 30, 60, 45

CALLS: dict[Callable[..., Any], Call] = {
    naming.NamingActivities.reserve_name: Call(naming.TASK_QUEUE, "保留名称", _TRANSACTION),
    naming.NamingActivities.release_name: Call(naming.TASK_QUEUE, "释放名称", _TRANSACTION),
    naming.NamingActivities.confirm_name: Call(naming.TASK_QUEUE, "登记名称", _TRANSACTION),
    filing.FilingActivities.lock_operator: Call(filing.TASK_QUEUE, "锁定经营者信息", _READING),
    filing.FilingActivities.take_up: Call(filing.TASK_QUEUE, "填入登记事项", _TRANSACTION),
    filing.FilingActivities.prepare_documents: Call(filing.TASK_QUEUE, "生成文书", _RENDERING),
    filing.FilingActivities.fix_documents: Call(filing.TASK_QUEUE, "固定文书", _READING),
    filing.FilingActivities.open_signing_window: Call(filing.TASK_QUEUE, "开始签名期", _TRANSACTION),
    filing.FilingActivities.accept_submission: Call(filing.TASK_QUEUE, "受理申请", _TRANSACTION),
    filing.FilingActivities.leave_contact: Call(filing.TASK_QUEUE, "查找联系方式", _TRANSACTION),
    filing.FilingActivities.record_stages: Call(filing.TASK_QUEUE, "记录环节", _TRANSACTION),
    identity.IdentityActivities.authenticate_persons: Call(identity.TASK_QUEUE, "实名认证", _OUTSIDE),
    identity.IdentityActivities.invite_persons: Call(identity.TASK_QUEUE, "邀请其他签名人", _OUTSIDE),
    identity.IdentityActivities.conclude_authentications: Call(identity.TASK_QUEUE, "汇总实名认证", _TRANSACTION),
    identity.IdentityActivities.restrict_persons: Call(identity.TASK_QUEUE, "限制直接责任人", _TRANSACTION),
    signing.SigningActivities.open_session: Call(signing.TASK_QUEUE, "开启签名", _TRANSACTION),
    signing.SigningActivities.collect_signatures: Call(signing.TASK_QUEUE, "收取签名", _RENDERING),
    signing.SigningActivities.void_signatures: Call(signing.TASK_QUEUE, "作废签名", _TRANSACTION),
    approval.ApprovalActivities.decide_case: Call(approval.TASK_QUEUE, "智慧审批", _RENDERING),
    approval.ApprovalActivities.confirm_examiner_decision: Call(approval.TASK_QUEUE, "确认审查决定", _RENDERING),
    approval.ApprovalActivities.confirm_extension: Call(approval.TASK_QUEUE, "确认延长审查", _RENDERING),
    approval.ApprovalActivities.open_review: Call(approval.TASK_QUEUE, "开启人工复核", _RENDERING),
    approval.ApprovalActivities.close_task: Call(approval.TASK_QUEUE, "关闭审查任务", _TRANSACTION),
    approval.ApprovalActivities.publish_review_answer: Call(approval.TASK_QUEUE, "制作人工审查答复", _RENDERING),
    approval.ApprovalActivities.stand_revocation: Call(approval.TASK_QUEUE, "查看撤销登记案件", _RENDERING),
    approval.ApprovalActivities.end_late_review: Call(approval.TASK_QUEUE, "办结期满后的审查申请", _TRANSACTION),
    register.RegisterActivities.open_filing: Call(register.TASK_QUEUE, "查询登记簿", _TRANSACTION),
    register.RegisterActivities.apply_filing: Call(register.TASK_QUEUE, "记入登记簿", _TRANSACTION),
    register.RegisterActivities.close_filing: Call(register.TASK_QUEUE, "解除登记簿占用", _TRANSACTION),
    register.RegisterActivities.turn_suspension: Call(register.TASK_QUEUE, "歇业期限", _TRANSACTION),
    register.RegisterActivities.read_entity: Call(register.TASK_QUEUE, "读取登记事项", _TRANSACTION),
    register.RegisterActivities.examine_revocation: Call(register.TASK_QUEUE, "标记撤销登记调查", _TRANSACTION),
    register.RegisterActivities.revoke_filing: Call(register.TASK_QUEUE, "撤销登记", _READING),
    register.RegisterActivities.take_over: Call(register.TASK_QUEUE, "接收既有登记", _TRANSACTION),
    register.RegisterActivities.end_take_over: Call(register.TASK_QUEUE, "结束接收既有登记", _TRANSACTION),
    licence.LicenceActivities.issue_licence: Call(licence.TASK_QUEUE, "制发执照", _RENDERING),
    licence.LicenceActivities.void_licence: Call(licence.TASK_QUEUE, "作废执照", _TRANSACTION),
    notice.NoticeActivities.announce_registration: Call(notice.TASK_QUEUE, "公示并推送税务", _OUTSIDE),
    notice.NoticeActivities.announce_revocation: Call(notice.TASK_QUEUE, "公示撤销登记", _OUTSIDE),
    notice.NoticeActivities.ask_departments: Call(notice.TASK_QUEUE, "征询税务等部门", _OUTSIDE),
    notice.NoticeActivities.collect_replies: Call(notice.TASK_QUEUE, "收取部门答复", _TRANSACTION),
    notice.NoticeActivities.message_applicant: Call(notice.TASK_QUEUE, "短信告知申请人", _OUTSIDE),
    archive.ArchiveActivities.hand_over_file: Call(archive.TASK_QUEUE, "移交档案", _RENDERING),
    archive.ArchiveActivities.stand_move: Call(archive.TASK_QUEUE, "调取登记档案", _RENDERING),
    archive.ArchiveActivities.add_supplement: Call(archive.TASK_QUEUE, "补充归档", _RENDERING),
    filing.FilingActivities.confirmed_application: Call(filing.TASK_QUEUE, "查找已确认的申请", _TRANSACTION),
    licence.LicenceActivities.list_licensed: Call(licence.TASK_QUEUE, "列出既有执照", _TRANSACTION),
    licence.LicenceActivities.hand_over_codes: Call(licence.TASK_QUEUE, "移交代码段", _TRANSACTION),
    register.RegisterActivities.take_over_codes: Call(register.TASK_QUEUE, "接收代码段", _TRANSACTION),
}
