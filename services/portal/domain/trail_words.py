"""The lines of trails in words: what was done in which service, and as what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

EVENTS = {
    "opened": "开始申请",
    "section_saved": "保存填写内容",
    "section_removed": "删除填写内容",
    "section_seen": "查看填写内容",
    "application_seen": "查看申请",
    "attached": "上传附件",
    "attachment_removed": "删除附件",
    "attachment_seen": "查看附件",
    "picture_insisted_on": "坚持使用照片",
    "operator_confirmed": "确认经营者",
    "documents_prepared": "生成文书",
    "documents_confirmed": "确认文书",
    "document_seen": "查看文书",
    "documents_seen": "查看文书",
    "signing_window_opened": "重新开放签字",
    "submitted": "提交",
    "withdrawn_before_acceptance": "删除申请",
    "session_opened": "开放签字",
    "session_voided": "签字作废",
    "link_made": "生成签字二维码",
    "phone_admitted": "手机进入签字",
    "code_sent": "发送验证码",
    "code_tried": "验证码错误",
    "signed": "签字",
    "signers_seen": "查看签字人",
    "signatures_seen": "查看签字",
    "prepared": "生成执照",
    "sealed": "执照加盖电子印章",
    "issued": "核发执照",
    "ended": "执照失效",
    "paper_kept": "纸质执照登记",
    "paper_printed_out": "打印纸质执照",
    "papers_listed": "查看纸质执照",
    "papers_sealed": "文书加盖电子印章",
    "addressee_recorded": "登记领照人",
    "addressee_seen": "查看领照人",
    "collector_seen": "查看领取人签名",
    "licence_seen": "查看执照",
    "licences_listed": "查询执照",
    "blanks_received": "空白执照入库",
    "blank_spoiled": "空白执照损坏",
    "person_looked_for": "按证件号码查询",
    "trail_read": "查询审计记录",
    "account_registered": "注册账号",
    "account_provisioned": "开通账号",
    "sessions_closed": "退出登录",
    "login_failed": "登录失败",
    "second_factor_failed": "第二因素验证失败",
    "device_offered": "发放验证器",
    "device_confirmed": "启用验证器",
    "password_reset": "重设密码",
    "refresh_token_reused": "登录凭据被重复使用",
    "authentication_refused": "实名认证未通过",
    "person_authenticated": "通过实名认证",
    "person_compared": "人脸比对",
    "face_consent_given": "同意人脸比对",
    "person_identified": "窗口核对身份",
    "identity_revealed": "查看本人证件信息",
    "liaison_mobile_confirmed": "验证联络员手机",
    "liaison_verified": "核验联络员",
    "restriction_imposed": "限制登记",
    "restriction_lifted": "解除限制",
    "staff_added": "增加工作人员",
    "staff_named": "登记工作人员姓名和工号",
    "staff_suspended": "停用工作人员",
    "staff_restored": "恢复工作人员",
    "staff_device_reset": "重置工作人员验证器",
    "ticket_issued": "发放进度查询凭据",
    "case_decided": "按规则自动审查",
    "case_read": "查看案件",
    "case_sampled": "抽取检查",
    "case_withdrawn": "撤回申请",
    "countersignature_declined": "复核退回审查意见",
    "decision_ordered": "确认据此作出决定",
    "decision_proposed": "提出审查意见",
    "override_countersigned": "复核准予登记的意见",
    "refusal_countersigned": "复核不予登记的意见",
    "document_read": "查看文书",
    "examiner_decision_confirmed": "作出决定",
    "extension_declined": "退回延长审查的申请",
    "extension_requested": "申请延长审查期限",
    "helper_named": "有人帮办填写",
    "review_requested": "申请人工审查",
    "late_review_requested": "期满后申请人工审查",
    "late_review_answered": "答复期满后的人工审查申请",
    "review_extended": "延长审查期限",
    "review_opened": "转入人工审查",
    "sample_found_fault": "抽查发现问题",
    "sample_found_sound": "抽查未发现问题",
    "task_claimed": "领取任务",
    "task_released": "退回任务",
}
"""What is done, wherever one name means one thing."""
_VIEWS: Mapping[str, Mapping[str, str]] = {
    "archive": {
        "list": "查看档案列表",
        "file": "查看档案",
        "document": "查看档案材料",
        "package": "下载档案包",
        "audit": "查看档案记录",
        "verification": "校验档案包",
        "copy": "制作或查看复制件",
        "destruction": "档案销毁",
        "edit": "修改归档信息",
    },
    "register": {
        "list": "查询登记簿",
        "entity": "查看主体",
        "trail": "查询审计记录",
        "person": "按证件号码查询",
    },
}
"""Of services whose lines say only what of theirs was looked at."""
SERVICES = {
    "identity": "身份认证",
    "filing": "填报",
    "signing": "签字",
    "approval": "审批",
    "register": "登记簿",
    "licence": "证照",
    "archive": "档案",
}
ROLES = {
    "applicant": "申请人",
    "examiner": "审查人员",
    "head": "负责人",
    "licence_office": "发照人员",
    "window": "窗口收件人员",
    "archivist": "档案管理员",
    "operations": "运行维护人员",
    "auditor": "审计人员",
    "signer": "签字人",
    "system": "系统",
}
RESULTS = {"done": "已完成"}
_OWN = {("identity", "session_opened"): "登录"}
"""What another service calls by the same name is something else."""


def said(line: Mapping[str, Any]) -> str:
    """What a line says was done; an event that has no words is told by its name."""
    service, event = str(line["service"]), str(line["event"])
    own = _OWN.get((service, event)) or _VIEWS.get(service, {}).get(event)
    return own or EVENTS.get(event, event)


def every() -> set[str]:
    """All words that `said`, services, roles and results can give."""
    views = {word for words in _VIEWS.values() for word in words.values()}
    return views | {*EVENTS.values(), *_OWN.values(), *SERVICES.values(), *ROLES.values(), *RESULTS.values()}
