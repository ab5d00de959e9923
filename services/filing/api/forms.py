"""The pages of the form as they are sent; what stands in the fields is judged later, all of it at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictFloat, StrictInt, StrictStr, create_model

from catalogues import form_fields
from services.filing.domain.enterprise.parties import MOST_OTHERS
from services.filing.domain.matters.kinds import MATTERS

Text = Annotated[str | None, Field(default=None, max_length=2000)]
Amount = Annotated[StrictStr | StrictInt | StrictFloat | None, Field(default=None, description="A number, or its text")]
Flag = Annotated[bool | None, Field(default=None, strict=True)]


class Form(BaseModel):
    """Every field may be left out while the application is a draft; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class FurtherPlaceForm(Form):
    street_name: Text
    detail: Text
    owner: Text
    tenure: Text
    use_from: Text
    use_to: Text
    nature: Text
    residential_consent: Flag


class NetworkPlaceForm(Form):
    platform_name: Text
    url: Text
    shop_id: Text


class WishedNameForm(Form):
    """A name that is not declared yet, as far as it was typed."""

    trade_name: Text
    industry: Text
    organisation_form: Text


class PremisesForm(Form):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "needs_name": True,
                "street_name": "大庆路街道",
                "detail": "大庆路33号1层3号商铺",
                "capital_amount": "12",
            }
        }
    )

    needs_name: Flag
    street_name: Text
    detail: Text
    capital_amount: Amount
    further: list[FurtherPlaceForm] | None = Field(default=None, max_length=20)
    network_only: Flag
    network_places: list[NetworkPlaceForm] | None = Field(default=None, max_length=20)
    wished_name: WishedNameForm | None = None


class FamilyMemberForm(Form):
    name: Text
    id_document_type: Text
    id_number: Text
    relation: Text
    mobile: Text


class HelperForm(Form):
    """Who helps to fill in, where somebody does."""

    name: Text
    relation: Text
    mobile: Text


class LiaisonForm(Form):
    name: Text
    id_document_type: Text
    id_number: Text
    mobile: Text
    email: Text


class _OperatorForm(Form):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "name": "张晓禾",
                "ethnicity": "01",
                "id_document_type": "10",
                "id_number": "140102198801011232",
                "id_valid_until": "长期",
                "email": "zhangxiaohe@example.com",
                "mobile": "13800000025",
                "postcode": "037008",
                "political_status": "13",
                "employment_status": "01",
                "contact_phone": "0352-0000005",
                "education": "30",
                "residence": "山西省太原市小店区坞城街道学府街1号2号楼3单元401室",
                "composition_form": "1",
            }
        }
    )

    family_members: list[FamilyMemberForm] | None = Field(default=None, max_length=50)
    liaison: LiaisonForm | None = None
    helper: HelperForm | None = None


if TYPE_CHECKING:
    OperatorForm = _OperatorForm
else:
    # What is asked about the operator stands in the catalogue of forms, and not here again.
    OperatorForm = create_model(
        "OperatorForm",
        __base__=_OperatorForm,
        **{field.id: (Text, None) for field in form_fields.get("S3_operator").fields if field.is_typed},
    )


class FounderForm(Form):
    """`posts` of chair, director, supervisor and manager; `amount` in 万元 where they contribute; `standing` of
    partners `general` or `limited`, of a cooperative's members `farmer` or `citizen`. Which of them a kind of business
    has, its founding describes (`catalogues/data/founding`)."""

    posts: list[Annotated[str, Field(max_length=20)]] | None = Field(default=None, max_length=4)
    amount: Amount
    manner: Text
    due_on: Text
    standing: Text = None


class OtherFounderForm(FounderForm):
    """A person; of an `organisation` with its `uscc` the person who signs for it."""

    name: Text
    id_document_type: Text
    id_number: Text
    mobile: Text
    organisation: Text = None
    uscc: Text = None


class PartiesForm(Form):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "representative": {
                    "posts": ["director", "manager"],
                    "amount": "60",
                    "manner": "money",
                    "due_on": "2030-12-31",
                },
                "others": [
                    {
                        "name": "李禾苗",
                        "id_number": "140102199003071247",
                        "mobile": "13800000026",
                        "posts": ["supervisor"],
                        "amount": "40",
                        "manner": "money",
                        "due_on": "2030-12-31",
                    }
                ],
            }
        }
    )

    representative: FounderForm | None = None
    others: list[OtherFounderForm] | None = Field(default=None, max_length=MOST_OTHERS)
    without_supervisor: Flag


class DeliveryForm(Form):
    method: Text
    recipient: Text
    phone: Text
    address: Text


class PremisesCommitmentForm(Form):
    owner: Text
    tenure: Text
    use_from: Text
    use_to: Text
    nature: Text
    area: Amount
    residential_consent: Flag
    is_network_premises: Flag
    platform_name: Text
    platform_url: Text
    accepted: Flag


class DetailsForm(Form):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "shop_name": "晓禾饺子馆",
                "is_urban": True,
                "postcode": "037008",
                "employee_count": 3,
                "needs_paper_licence": True,
                "delivery": {
                    "method": "post",
                    "recipient": "张晓禾",
                    "phone": "13800000025",
                    "address": "山西省大同市平城区大庆路街道大庆路33号1层3号商铺",
                },
                "scope_items": ["餐饮服务", "外卖递送服务"],
                "permit_notice_accepted": True,
                "premises_commitment": {
                    "owner": "李禾苗",
                    "tenure": "租赁",
                    "use_from": "2026-01-01",
                    "use_to": "2031-12-31",
                    "nature": "商业",
                    "area": "86.5",
                    "is_network_premises": False,
                    "accepted": True,
                },
            }
        }
    )

    shop_name: Text
    is_urban: Flag
    postcode: Text
    employee_count: Amount
    needs_paper_licence: Flag
    delivery: DeliveryForm | None = None
    scope_items: list[Annotated[str, Field(max_length=200)]] | None = Field(default=None, max_length=200)
    permit_notice_accepted: Flag
    premises_commitment: PremisesCommitmentForm | None = None


class _MatterForm(Form):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "reason": "lost",
                "copies": ["正本", "副本"],
                "declared": True,
                "needs_paper_licence": True,
                "delivery": {"method": "window"},
            }
        }
    )


_ASKED = {
    "bool": (Flag, None),
    "delivery": (DeliveryForm | None, None),
    "liaison": (LiaisonForm | None, None),
    "members": (list[FamilyMemberForm] | None, Field(default=None, max_length=50)),
    "list[enum]": (list[Annotated[str, Field(max_length=40)]] | None, Field(default=None, max_length=20)),
}
"""How a field of a matter is sent, by its type; any other is a text."""

if TYPE_CHECKING:
    MatterForm = _MatterForm
else:
    # What each kind of filing about a business asks for stands in the catalogue, under its key.
    MatterForm = create_model(
        "MatterForm",
        __base__=_MatterForm,
        **{field.id: _ASKED.get(field.type, (Text, None)) for key in MATTERS for field in form_fields.get(key).fields},
    )
