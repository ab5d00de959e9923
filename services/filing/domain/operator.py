"""The natural person behind the business (page S3), whose data cannot change once confirmed (通知 2.1.2.2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel

from catalogues import approval_thresholds, divisions, lengths
from kernel.addresses import is_postal_address
from kernel.deadlines import has_passed
from kernel.errors import Finding
from kernel.numbers import ResidentId
from kernel.persons import RESIDENT_ID_CARD, age_on
from services.filing.domain.entries import LONG_TERM, Entries
from services.filing.domain.helper import Helper, judge_helper
from services.filing.domain.liaison import Liaison, judge_liaison
from services.filing.domain.resident import document_of, resident_id

FAMILY_BUSINESS = "2"
HOUSEHOLD, HABITUAL = "household", "habitual"
"""户籍登记地, 经常居住地 (个体工商户登记管理规定 Art. 10)."""
YES = "yes"


class FamilyMember(BaseModel):
    """Somebody of the family who takes part in the business; `mobile` is where they are invited to sign."""

    name: str | None = None
    id_document_type: str = RESIDENT_ID_CARD
    id_number: str | None = None
    relation: str | None = None
    mobile: str | None = None

    @property
    def document(self) -> tuple[str, str]:
        """By which somebody is known again."""
        return self.id_document_type, self.id_number or ""


class Operator(BaseModel):
    """Codes as in the code tables. None is not filled in; a document without end is valid until 长期. `own_income`:
    somebody between 16 and 18 says that they live on their own labour (民法典 Art. 18). `liaison` None: the operator
    is it; `helper` None: nobody helped."""

    name: str | None = None
    sex: str | None = None
    ethnicity: str | None = None
    id_document_type: str = RESIDENT_ID_CARD
    id_number: str | None = None
    birth_date: date | None = None
    id_valid_until: date | Literal["长期"] | None = None
    email: str | None = None
    mobile: str | None = None
    postcode: str | None = None
    political_status: str | None = None
    employment_status: str | None = None
    contact_phone: str | None = None
    education: str | None = None
    residence: str | None = None
    residence_kind: str = HOUSEHOLD
    composition_form: str = "1"
    own_income: str | None = None
    family_members: tuple[FamilyMember, ...] = ()
    liaison: Liaison | None = None
    helper: Helper | None = None


REQUIRED = (
    ("name", "姓名", "name"),
    ("sex", "性别", "sex"),
    ("ethnicity", "民族", "ethnic group"),
    ("id_number", "证件号码", "document number"),
    ("birth_date", "出生日期", "date of birth"),
    ("id_valid_until", "证件有效期限", "last day of the document's validity"),
    ("email", "电子邮箱", "e-mail address"),
    ("mobile", "移动电话", "mobile number"),
    ("postcode", "邮政编码", "postcode"),
    ("political_status", "政治面貌", "political status"),
    ("employment_status", "申办的就业状态", "employment status"),
    ("contact_phone", "联系电话", "contact number"),
    ("education", "文化程度", "education"),
    ("residence", "经营者住所", "residence"),
)
"""What has to be filled in, in the order of the page: field, what the applicant calls it in both languages."""


def judge_operator(given: Mapping[str, Any], today: date) -> tuple[Operator, list[Finding]]:
    """The section as it will be kept, and everything that is wrong with it.

    Sex and date of birth are taken from a resident identity number where they are not given, and refused where they
    contradict it (GB 11643).
    """
    entries = Entries(given)
    document = entries.code("id_document_type", "id_document_type") or RESIDENT_ID_CARD
    resident: ResidentId | None = None
    number: str | None = None
    if document == RESIDENT_ID_CARD:
        resident = resident_id(entries, today)
        number = resident.number if resident else None
    else:
        number = entries.document_number("id_number", document)
    birth_date = _birth_date(entries, resident, today)
    composition_form = entries.code("composition_form", "composition_form") or "1"
    section = Operator(
        name=entries.person("name", document),
        sex=_sex(entries, resident),
        ethnicity=entries.code("ethnicity", "ethnic_groups_gbt3304"),
        id_document_type=document,
        id_number=number,
        birth_date=birth_date,
        id_valid_until=_valid_until(entries, given, today),
        email=entries.email("email"),
        mobile=entries.mobile("mobile"),
        postcode=entries.postcode("postcode"),
        political_status=entries.code("political_status", "political_status"),
        employment_status=entries.code("employment_status", "employment_status_before_application"),
        contact_phone=entries.phone("contact_phone"),
        education=entries.code("education", "education"),
        residence=_home(entries, today),
        residence_kind=entries.choice("residence_kind", (HOUSEHOLD, HABITUAL)) or HOUSEHOLD,
        composition_form=composition_form,
        own_income=entries.choice("own_income", (YES,)),
        family_members=judge_family(entries, number, composition_form, today),
        liaison=judge_liaison(entries.part("liaison"), number, today),
        helper=judge_helper(entries.part("helper"), given.get("mobile")),
    )
    _tell_phones_apart(entries, section)
    return section, entries.findings


def _sex(entries: Entries, resident: ResidentId | None) -> str | None:
    sex = entries.code("sex", "sex")
    if sex is not None and resident is not None and sex != resident.sex:
        entries.note(
            "sex", "contradicts_id_number", "与身份证号码不符", "It contradicts the identity number", "GB 11643"
        )
    return sex or (resident.sex if resident else None)


def _birth_date(entries: Entries, resident: ResidentId | None, today: date) -> date | None:
    birth = entries.day("birth_date")
    if birth is not None and resident is not None and birth != resident.birth_date:
        entries.note(
            "birth_date", "contradicts_id_number", "与身份证号码不符", "It contradicts the identity number", "GB 11643"
        )
    birth = birth or (resident.birth_date if resident else None)
    least = approval_thresholds.in_force(today).number("least_age")
    if birth is not None and age_on(birth, today) < least:
        # Of a resident the number is typed, and the date follows from it.
        entries.note(
            "id_number" if resident else "birth_date",
            "too_young",
            f"经营者须年满 {least} 周岁",
            f"An operator is at least {least} years old",
            "民法典第十八条",
        )
    return birth


def _valid_until(entries: Entries, given: Mapping[str, Any], today: date) -> date | Literal["长期"] | None:
    if str(given.get("id_valid_until") or "").strip() == LONG_TERM:
        return "长期"
    until = entries.day("id_valid_until")
    if until is not None and has_passed(until, today):
        entries.note(
            "id_valid_until",
            "expired",
            "证件已过期，有效期限不得早于今天",
            "The document has expired; it must be valid today",
            "居民身份证法第十一条",
            remedy=(
                "请核对证件上的有效期限；证件已经换发的，按新证件填写",
                "Check the date; of a new document enter its own",
            ),
        )
    return until


def judge_family(entries: Entries, operator: str | None, form: str, today: date) -> tuple[FamilyMember, ...]:
    """Those who take part, each once, and none in a business of one person. `operator` is the number of the operator's
    document."""
    members: list[FamilyMember] = []
    known = {operator}
    for entry in entries.parts("family_members"):
        document, number = document_of(entry, today)
        if number is not None and number in known:
            entry.note("id_number", "duplicate", "与经营者或其他成员重复", "The same person is named twice")
        known.add(number)
        members.append(
            FamilyMember(
                name=entry.person("name", document),
                id_document_type=document,
                id_number=number,
                relation=entry.text("relation", lengths.RELATION),
                mobile=entry.mobile("mobile"),
            )
        )
    if members and form != FAMILY_BUSINESS:
        entries.note(
            "family_members",
            "not_wanted",
            "个人经营不填写家庭成员",
            "A business run by one person names no family members",
            "实施细则第七条（七）",
        )
    if len(members) > 20:
        entries.note("family_members", "too_many", "最多 20 人", "At most 20 persons")
    return tuple(members)


_NO_PLACE_IN_IT = ("街道", "街道办事处", "镇", "乡", "苏木")
"""Where an address ends that leads to an office and to nobody's home."""


def _home(entries: Entries, today: date) -> str | None:
    """Where the operator lives: an address, and not one that many businesses share."""
    home = entries.text("residence", lengths.ADDRESS)
    if home is None:
        return None
    article = "个体工商户登记管理规定第十条"
    if not is_postal_address(home) or home.endswith(_NO_PLACE_IN_IT):
        entries.note(
            "residence",
            "incomplete",
            "请从省、市、县（区）写到门牌号或者村组",
            "Write it from the province down to the door or the village",
            article,
            remedy=("例如：山西省大同市平城区大庆路街道迎宾街18号", "As on the identity card"),
        )
    shared = approval_thresholds.in_force(today).words("shared_address_words")
    if any(word in home for word in shared):
        entries.note(
            "residence",
            "shared_address",
            "集群登记地址、集中办公区不得作为经营者住所",
            "An address that many businesses share may not be where the operator lives",
            article,
            remedy=("请填写户籍登记的住所或者经常居住地", "Enter where you are registered or usually live"),
        )
    return home


def home_elsewhere(section: Operator, county_code: str) -> list[Finding]:
    """That the operator does not live in the county, or that it cannot be told; nothing while no home is given."""
    lives_in = divisions.county_in(section.residence or "")
    if section.residence is None or (lives_in is not None and lives_in.code == county_code):
        return []
    return [
        Finding(
            "filing.home_of_another_county",
            "仅通过网络经营的，由经营者住所所在县区登记；住所与申请时所选县区不符",
            "Business on networks only is registered where the operator lives, which is not the chosen county",
            "/operator/residence",
            "个体工商户登记管理规定第九条",
            "请将住所从省、市、县（区）写起；住在其他县区的，请重新申请并选择住所所在县区",
            "Write the address from the province on; if it lies elsewhere, apply anew for that county",
        )
    ]


def _tell_phones_apart(entries: Entries, section: Operator) -> None:
    """Everybody signs on a phone of their own: one phone could sign for somebody else."""
    known = {section.mobile}
    for position, member in enumerate(section.family_members):
        if member.mobile is not None and member.mobile in known:
            entries.note(
                f"family_members/{position}/mobile",
                "mobile_of_another",
                "与经营者或其他成员的手机号相同，每人须用本人手机签名",
                "The operator or another member has this number; everybody signs on a phone of their own",
                "电子签名法第十三条",
                remedy=("请填写该成员本人的手机号", "Enter this member's own mobile number"),
            )
        known.add(member.mobile)
