"""What every service reads of another service's part is in the giver's contract, and its absence is noticed."""

from __future__ import annotations

import copy
import types
from collections.abc import Iterator
from typing import Any, get_args, get_origin

import pytest
from pydantic import BaseModel, ValidationError

from services.approval.contract import DecisionPart, ExtensionPart, ReviewAnswerPart
from services.archive.domain import handed_over as archive
from services.filing.contract.parts import ApplicationPart, ContactPart
from services.filing.domain.held_name import HeldName
from services.identity.operations.authentications import Application as IdentityApplication
from services.licence.contract import CodesPart, LicencePart
from services.licence.operations import collecting as licence
from services.naming.contract import NamePart
from services.notice.contract import MarkPart
from services.notice.domain import earlier
from services.notice.domain import registration as notice
from services.register.contract.parts import EntityPart
from services.register.domain import parts as register
from services.register.operations.marking import MarkTold
from services.signing.operations.opening import Application as SigningApplication
from tests.fixtures.approval.cases import finding, parts

Model = type[BaseModel]
READINGS: dict[str, tuple[Model, Model]] = {
    "identity reads application": (ApplicationPart, IdentityApplication),
    "signing reads application": (ApplicationPart, SigningApplication),
    "filing reads name": (NamePart, HeldName),
    "licence reads application": (ApplicationPart, licence._Application),
    "licence reads decision": (DecisionPart, licence.Decision),
    "licence reads entity": (EntityPart, licence.EntityFacts),
    "register reads application": (ApplicationPart, register.Application),
    "register reads name": (NamePart, register.Name),
    "register reads decision": (DecisionPart, register.Decision),
    "register reads licence": (LicencePart, register.Licence),
    "register reads codes": (CodesPart, register.Codes),
    "register reads mark": (MarkPart, MarkTold),
    "archive reads application": (ApplicationPart, archive.ApplicationPart),
    "archive reads name": (NamePart, archive.NamePart),
    "archive reads decision": (DecisionPart, archive.DecisionPart),
    "archive reads entity": (EntityPart, archive.EntityPart),
    "archive reads licence": (LicencePart, archive.LicencePart),
    "notice reads application": (ApplicationPart, notice.ApplicationFacts),
    "notice reads contact": (ContactPart, notice.ContactFacts),
    "notice reads entity": (EntityPart, notice.EntityFacts),
    "notice reads licence": (LicencePart, notice.LicenceFacts),
    "notice reads an earlier application": (ApplicationPart, earlier.EarlierApplication),
    "notice reads an earlier licence": (LicencePart, earlier.EarlierLicence),
    "notice reads decision": (DecisionPart, notice.DecisionFacts),
    "notice reads extension": (ExtensionPart, notice.ExtensionFacts),
    "notice reads review answer": (ReviewAnswerPart, notice.AnswerFacts),
}
OF_OLD_PARTS = {(licence._Application, "full_name"), (register.Application, "full_name")}
"""Read of parts that were left before; nobody gives it any more."""

every_reading = pytest.mark.parametrize(("giver", "reader"), READINGS.values(), ids=list(READINGS))


def _given(giver: Model) -> Any:
    """A part with every field filled, as it lies in the exchange."""
    given = parts()
    application, name = given["application"], given["name"]
    application["details"]["delivery"] = {
        **{"method": "post", "recipient": "王收禾", "phone": "13800000025"},
        "address": "山西省大同市平城区虚构巷2号",
    }
    application["operator"]["family_members"] = [
        {"name": "李𠮷", "id_document_type": "10", "id_number": "140102198801011232", "relation": "配偶"}
    ]
    application["operator"]["liaison"] = {
        **{"name": "李𠮷", "id_document_type": "10", "id_number": "140102198801011232"},
        **{"mobile": "13800000026", "email": "liaison@example.com"},
    }
    application["parties"] = [
        {
            **{"ref": "family-1", "kind": "person", "roles": ["family_member"], "signs": True, "name": "李𠮷"},
            **{
                "id_document_type": "10",
                "id_number": "140102198801011232",
                "relation": "配偶",
                "mobile": "13800000026",
            },
            "contribution": {"amount": "25", "manner": "货币", "due_on": "2031-06-30"},
            "organisation": {"name": "大同市平城区禾源商贸有限公司", "uscc": "91140213MA0KHNK241"},
        }
    ]
    application["matter"] = {
        **{"kind": "suspension", "reason": "disaster", "first_on": "2026-12-01", "until": "2027-06-30"},
        **{"service_address": "迎宾街18号", "agreed": True, "accepts_service": True},
    }
    application["premises"] |= {
        **{"printed_text": "一（主要经营场所）；二", "network_only": False},
        "further": [
            {
                **{"street_name": "大庆路街道", "detail": "迎宾街18号", "full_text": "迎宾街18号", "owner": "李𠮷"},
                **{"tenure": "自有", "use_from": None, "use_to": None, "nature": "商业", "residential_consent": None},
            }
        ],
        "network_places": [{"platform_name": "淘宝网", "url": "https://a.cn/", "shop_id": "1", "text": "淘宝网"}],
    }
    name["findings"] = [finding("N-61", "confirm", conflicting_name="大同市平城区小禾饺子馆")]
    result = {
        **{"rule_id": "AR-31", "version": 1, "title_zh": "经营场所", "title_en": "Premises", "outcome": "NOTE"},
        **{"article": "条例", "zh": "请补充", "en": "Complete it", "remedy_zh": "补充", "remedy_en": "Complete it"},
        "pointer": "/premises/detail",
    }
    content = {
        ApplicationPart: application,
        NamePart: name,
        DecisionPart: {
            **{"application_no": application["application_no"], "submission": 1, "decision_no": "D1"},
            **{
                "outcome": "APPROVE",
                "automatic": True,
                "reviewer": "智慧审批",
                "decided_at": "2026-11-22T09:00:00+08:00",
                "review_request_until": "2026-11-28T00:00:00+08:00",
                "correction_until": "2026-12-28T00:00:00+08:00",
            },
            **{"rule_set_version": "1", "catalogue_edition": "2026", "inputs_digest": "0" * 64, "results": [result]},
        },
        ReviewAnswerPart: {
            **{"application_no": application["application_no"], "decision_no": "14021320261122000001"},
            **{
                "outcome": "STANDS",
                "fact": "限制决定未被撤销",
                "article": "条例第四十条第三款",
                "remedy": "期满后再申请",
            },
            **{"reviewer": "甄审（01）", "requested_at": "2026-12-22T09:00:00+08:00"},
            **{"answered_at": "2026-12-23T09:00:00+08:00"},
        },
        ContactPart: {
            **{"application_no": application["application_no"], "account_subject": "account-1"},
            **{"authority_name": "行政审批服务管理局", "mobile": "13800000025"},
        },
        ExtensionPart: {
            **{"application_no": application["application_no"], "submission": 1, "reason": "须向社区核实"},
            **{"extended_until": "2026-11-28T00:00:00+08:00", "last_day": "2026-11-27"},
        },
        EntityPart: {
            **{"uscc": "92140213MA0MU7MP45", "entity_kind": "sole_trader", "version": 1, "status": "存续"},
            **{"authority_code": "14021300", "authority_name": "行政审批服务管理局", "decision_no": "D1"},
            **{"established_on": "2026-11-22", "effective_on": "2026-11-22"},
            "persons_asked_at": "2026-11-22T09:00:00+08:00",
            "recorded_at": "2026-11-22T09:00:01+08:00",
            "resumed_on": "2027-01-05",
            "application_no": application["application_no"],
            "facts": {
                **{"name": name["full_name"], "entity_type": "个体工商户", "composition_form": "家庭经营"},
                **{"type_code": "GT002", "type_name": "中餐店", "industry_code": "6210", "scope_text": "餐饮服务"},
                "premises": {
                    **{"county_code": "140213", "street_name": "大庆路街道", "detail": "33号"},
                    **{"full_text": "大庆路33号", "printed_text": "大庆路33号"},
                },
                "capital_amount": "10.0000",
                "suspension": {
                    **{"application_no": "14021308202611220000015", "first_on": "2026-12-01", "until": "2027-06-30"},
                    **{"service_address": "迎宾街18号", "rested_before": 30, "resumed_on": "2027-01-05"},
                },
                "parties": [
                    {
                        **{"ref": "p1", "kind": "person", "roles": ["operator"], "name": "张晓禾"},
                        **{"id_document_type": "10", "id_number": "140102198801011232", "relation": "本人"},
                        "contribution": {"amount": "25", "manner": "货币", "due_on": "2031-06-30"},
                    }
                ],
            },
        },
        LicencePart: {
            **{"application_no": application["application_no"], "uscc": "92140213MA0MU7MP45", "licence_no": "1"},
            **{
                "name": name["full_name"],
                "entity_type": "个体工商户",
                "operator_name": application["operator"]["name"],
            },
            **{"composition_form": "个人经营", "scope_text": "餐饮服务", "premises": "大庆路33号"},
            **{"authority_code": "14021300", "authority_name": "行政审批服务管理局", "registered_on": "2026-11-22"},
            **{"version": 1, "issued_on": "2026-11-22"},
            **{"approved_on": "2026-11-22", "issued_at": "2026-11-22T09:00:00+08:00", "sha256": "0" * 64},
            **{"verification_url": "http://127.0.0.1/v", "sm3": "0" * 64},
        },
        MarkPart: {
            **{"agency": "enforcement", "act": "put", "mark_no": "1", "document_no": "17号", "authority": "市监局"},
            **{"message": "{}", "on": "2026-11-22", "uscc": "92140213MA0MU7MP45", "kind": "freeze"},
            "to_on": "2026-12-22",
        },
        CodesPart: {
            "blocks": [
                {
                    **{"id": "b1", "authority_code": "14021300", "prefix": "MA", "first_position": 0},
                    **{"last_position": 9, "next_position": 2, "status": "OPEN", "origin": "added"},
                    **{"created_at": "2026-11-22T09:00:00+08:00", "used": [3]},
                }
            ]
        },
    }[giver]
    return giver.model_validate(content).model_dump(mode="json")


def _inner(annotation: Any) -> tuple[Model | None, bool]:
    """The model an annotation holds, and whether it holds many."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, False
    many = get_origin(annotation) in {tuple, list}
    for argument in get_args(annotation) if many or isinstance(annotation, types.UnionType) else ():
        model, _ = _inner(argument)
        if model:
            return model, many
    return None, False


def _fields(model: Model, way: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], bool]]:
    """Where each field of a model stands, fields of its models among them, and whether it is required."""
    for name, field in model.model_fields.items():
        if (model, name) in OF_OLD_PARTS:
            continue
        yield (*way, name), field.is_required()
        inner, many = _inner(field.annotation)
        if inner:
            yield from _fields(inner, (*way, name, 0) if many else (*way, name))


def _at(content: Any, way: tuple[str | int, ...]) -> Any:
    for step in way:
        content = content[step]
    return content


@every_reading
def test_what_is_read_is_given(giver: Model, reader: Model) -> None:
    """Every field the reader knows, required or not, stands in the part with the value the reader sees."""
    given = _given(giver)
    seen = reader.model_validate(given).model_dump()
    again = reader.model_validate(giver.model_validate(given).model_dump()).model_dump()
    assert seen == again
    assert [way for way, _ in _fields(reader) if _at(given, way) is None] == []


@every_reading
def test_what_is_missing_is_named(giver: Model, reader: Model) -> None:
    """Without a field it needs, the reader refuses the part and says which one; without another it does not."""
    required = 0
    for way, needed in _fields(reader):
        given = copy.deepcopy(_given(giver))
        del _at(given, way[:-1])[way[-1]]
        if needed:
            with pytest.raises(ValidationError) as refused:
                reader.model_validate(given)
            assert [error["loc"] for error in refused.value.errors()] == [way]
            required += 1
        else:
            reader.model_validate(given)
    assert required


@every_reading
def test_what_is_added_is_ignored(giver: Model, reader: Model) -> None:
    """A giver may say more than before without telling anybody."""
    given = _given(giver)
    assert reader.model_validate(given | {"added_later": {"deep": [1]}}) == reader.model_validate(given)
