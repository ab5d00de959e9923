"""The ways in which the filing service says no."""

from __future__ import annotations

from collections.abc import Sequence

from catalogues import phrases
from kernel.errors import Finding, Refusal, not_found
from services.filing.domain.scope import ORDINARY_FLOW, PRE_APPROVAL


def application_not_found() -> Refusal:
    return not_found("filing.application", "没有找到此申请", "There is no such application")


def type_not_online() -> Refusal:
    """Types outside self-service go the ordinary way (通知 2.1.2.1)."""
    return Refusal(
        "filing.type_not_online",
        phrases.standard().scope_limit_notice,
        "Self-service registration is open to a limited range of trades and scopes; please use the ordinary flow",
        pointer="/type_code",
        remedy_zh="请使用普通设立流程申报",
        remedy_en="Please use the ordinary flow",
    )


def type_needs_pre_approval() -> Refusal:
    return Refusal(
        PRE_APPROVAL,
        "该类型涉及登记前置审批事项，不适用自助登记",
        "This type needs an approval before registration and cannot be registered here",
        pointer="/type_code",
        article="条例第十四条、第二十一条；实施细则第二十二条",
        remedy_zh=ORDINARY_FLOW[0],
        remedy_en=ORDINARY_FLOW[1],
    )


def type_unknown() -> Refusal:
    return Refusal(
        "filing.type_unknown",
        "没有此种可在线办理的业务",
        "There is no such filing about a registered business",
        pointer="/filing_type",
    )


def taken_over_by_another() -> Refusal:
    return Refusal(
        "filing.taken_over_by_another",
        "变更经营者由新经营者申请：请生成交接码交给新经营者，由其用本人账号申请，您在自己的手机上签署",
        "Whoever takes the business over applies: give them the code; you sign on your own phone",
        status=409,
        article="个体工商户登记管理规定第十九条",
        remedy_zh="请在“我的店”生成交接码",
        remedy_en="Make the code on the page of your business",
    )


def handover_unknown() -> Refusal:
    return Refusal(
        "filing.handover_unknown",
        "交接码无效或者已过期",
        "This code is not valid, or is over",
        pointer="/code",
        remedy_zh="请核对后重新输入；过期的，请原经营者在“我的店”重新生成",
        remedy_en="Check it and type it again; if it is over, the operator makes another one",
    )


def nothing_registered() -> Refusal:
    return Refusal(
        "filing.nothing_registered",
        "该申请没有办成登记，不能据此办理变更",
        "This application led to no registration; nothing can be changed by it",
        status=409,
        remedy_zh="请从已经核发营业执照的申请办理",
        remedy_en="Begin with the application whose licence was issued",
    )


def county_not_served() -> Refusal:
    return Refusal(
        "filing.county_not_served",
        "该地区的登记机关尚未接入自助登记",
        "The registration authority of this county does not take part yet",
        pointer="/county_code",
        article="实施细则第十条",
        remedy_zh="请向当地登记机关窗口申请",
        remedy_en="Please apply at the window of the local authority",
    )


def county_missing() -> Refusal:
    return Refusal(
        "filing.county_missing",
        "请选择迁入地的县（市、区）",
        "Say to which county the business moves",
        pointer="/county_code",
        article="市场主体登记管理条例第二十七条",
        remedy_zh="迁移登记向迁入地登记机关申请",
        remedy_en="A move is applied for at the authority of the county it leads to",
    )


def county_not_asked() -> Refusal:
    return Refusal(
        "filing.county_not_asked",
        "该项申请不改变登记机关，不需要选择县（市、区）",
        "This filing leaves the authority as it is; no county is asked for",
        pointer="/county_code",
        article="市场主体登记管理条例第二十七条",
        remedy_zh="迁往其他县（市、区）的，请申请迁移登记",
        remedy_en="Apply for a move to go to another county",
    )


def same_authority() -> Refusal:
    return Refusal(
        "filing.same_authority",
        "该地区属于现登记机关管辖，不需要迁移",
        "The authority that is responsible now registers there too; this is no move",
        pointer="/county_code",
        article="市场主体登记管理条例第二十七条",
        remedy_zh="在同一登记机关辖区内变更经营场所的，请申请变更登记",
        remedy_en="Apply for a change of the premises instead",
    )


def request_reused() -> Refusal:
    return Refusal(
        "filing.request_reused",
        "该请求编号已用于另一申请",
        "This request id was already used for a different application",
        pointer="/request_id",
        status=409,
    )


def section_invalid(findings: Sequence[Finding]) -> Refusal:
    """All that is wrong with a section at once; a pre-approval item gives the refusal its code."""
    if any(finding.code == PRE_APPROVAL for finding in findings):
        return Refusal(
            PRE_APPROVAL,
            "经营范围涉及登记前置审批事项，不适用自助登记",
            "The business scope holds an activity that needs an approval before registration",
            findings=findings,
        )
    return Refusal(
        "filing.section_invalid",
        "填写的内容有误，请按提示修改",
        "Some of what was entered is not valid",
        findings=findings,
    )


def operator_incomplete(findings: Sequence[Finding]) -> Refusal:
    return Refusal(
        "filing.operator_incomplete",
        "经营场所或经营者信息不完整，请按提示补充",
        "Premises or operator are incomplete",
        findings=findings,
    )


def details_incomplete(findings: Sequence[Finding]) -> Refusal:
    return Refusal(
        "filing.details_incomplete",
        "申请信息不完整，请按提示补充",
        "The application is incomplete",
        findings=findings,
    )


def operator_locked() -> Refusal:
    return Refusal(
        "filing.operator_locked",
        phrases.standard().operator_lock_notice,
        "The operator was confirmed and cannot be changed any more",
        remedy_zh="如需更正，请放弃本次申请后重新填报",
        remedy_en="To correct it, abandon this application and start a new one",
        status=409,
    )


def premises_locked() -> Refusal:
    return Refusal(
        "filing.premises_locked",
        "名称和经营场所已确认，不可更改",
        "Name and premises were confirmed and cannot be changed any more",
        remedy_zh="如需更正，请放弃本次申请后重新填报",
        remedy_en="To correct them, abandon this application and start a new one",
        status=409,
    )


def section_not_asked() -> Refusal:
    return Refusal(
        "filing.section_not_asked",
        "本项业务不填报此项内容，登记事项保持不变",
        "This kind of filing does not ask for that; what is registered stays as it is",
        status=409,
        remedy_zh="需要变更登记事项的，请另行办理变更登记",
        remedy_en="To change what is registered, file a change",
    )


def details_locked() -> Refusal:
    return Refusal(
        "filing.details_locked",
        "申请材料已确认，不可更改",
        "The documents were confirmed; their content cannot be changed any more",
        status=409,
    )


def application_closed() -> Refusal:
    return Refusal(
        "filing.application_closed", "申请已办结，不可更改", "The application is closed and cannot change", status=409
    )


def already_accepted() -> Refusal:
    return Refusal(
        "filing.already_accepted",
        "申请已受理，不能删除",
        "The application was accepted and cannot be deleted",
        remedy_zh="在作出决定前可以撤回申请",
        remedy_en="Until a decision is made you may withdraw it",
        status=409,
    )


def version_required() -> Refusal:
    return Refusal(
        "filing.version_required",
        "请先读取最新内容再修改",
        "Read the section first and send its version in If-Match",
        status=428,
    )


def changed_elsewhere() -> Refusal:
    return Refusal(
        "filing.changed_elsewhere",
        "内容已在另一窗口修改，请刷新后再保存",
        "The section was changed in another window; reload it before saving",
        status=412,
    )


def documents_outdated() -> Refusal:
    return Refusal(
        "filing.documents_outdated",
        "信息在预览后有变动，请重新预览并确认",
        "The application changed after the preview; please preview and confirm again",
        status=409,
    )


def documents_not_found() -> Refusal:
    return Refusal("filing.documents_not_found", "尚未生成此材料", "This document was not made yet", status=404)


def text_unprintable(findings: Sequence[Finding]) -> Refusal:
    return Refusal(
        "filing.text_unprintable",
        "部分文字无法打印",
        "Some characters cannot be printed",
        remedy_zh="请核对文字；确为证件用字的，请到登记机关窗口办理",
        remedy_en="Please check the text; if your document has this character, please go to the window",
        findings=findings,
    )
