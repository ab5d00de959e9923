"""AR-50 to AR-54: proof of premises, several premises, places on networks, and where the operator lives
(个体工商户登记管理规定 Art. 9 to 13)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalogues import phrases
from catalogues.approval_thresholds import Thresholds
from catalogues.filing_types.words import Section
from kernel.addresses import address_key, is_postal_address, network_key
from services.approval.domain.results import Finding, correct, noted, passed, refer
from services.approval.domain.rule import PLACES_FROM, rule
from services.approval.domain.rules.premises import address_complete, right_complete
from services.approval.domain.snapshot.application import Premises
from services.approval.domain.snapshot.case import CaseSnapshot

_WEB_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+\.[A-Za-z]{2,}(:[0-9]{1,5})?(/[!-~]*)?")
_PROOF, _FURTHER_PROOF = "premises_proof", "further_premises_proof"


@rule(
    "AR-50",
    "Proof of the premises",
    outcomes=("CORRECT", "REFER"),
    remedy=(
        "请上传房产证、租赁合同等合法使用证明；登记机关的数据没有应答时由工作人员核实",
        "Upload a deed, lease or other proof of lawful use; where the authority's data give no answer, a person looks",
    ),
    pointer=f"/attachments/{_PROOF}",
    effective_from=PLACES_FROM,
)
def premises_proved(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    premises = case.application.premises
    if premises.network_only:
        yield passed("仅通过网络经营，没有实体经营场所", "Business on networks only; there are no premises to prove")
        return
    if not case.application.states_anew(Section.PREMISES):
        yield passed("经营场所不变更，本项不适用", "The premises stay as they are registered; this does not apply")
        return
    files = {file.kind for file in case.application.attachments}
    for place in range(1 + len(premises.further)):
        kind = _FURTHER_PROOF if place else _PROOF
        answer = case.facts.answer_about(place)
        zh = f"其他经营场所第 {place} 处" if place else "主要经营场所"
        en = f"Further place {place}" if place else "The main place"
        if answer == "USABLE":
            yield passed(f"{zh}经登记机关数据核验属实", f"{en} was verified by the authority's data")
        elif place and kind in files:
            # One file may prove several places, so that no machine compares it with an address.
            yield refer(
                f"{zh}已提交使用证明，由工作人员核对地址",
                f"{en} is proved by a document; a person compares its address",
                f"/attachments/{kind}",
            )
        elif kind in files:
            yield passed(f"{zh}已提交使用证明", f"{en} is proved by a document")
        elif answer == "SILENT":
            yield refer(
                f"{zh}未提交使用证明，登记机关的数据没有应答，由工作人员核实",
                f"{en} is not proved and the authority's data gave no answer; a person looks at it",
                f"/attachments/{kind}",
            )
        else:
            yield correct(
                f"{zh}未提交使用证明，登记机关的数据也不能证明申请人有权使用",
                f"{en} is not proved, and the authority's data do not show that the applicant may use it",
                f"/attachments/{kind}",
                Section.DETAILS,
            )


@rule(
    "AR-51",
    "Further premises",
    outcomes=("CORRECT",),
    remedy=(
        "请更正或者删去该经营场所；涉及登记前置审批的只能登记一处",
        "Correct the place or leave it out; where an approval is needed first, only one place can be registered",
    ),
    pointer="/premises/further",
    effective_from=PLACES_FROM,
)
def further_premises(case: CaseSnapshot, limits: Thresholds) -> Iterator[Finding]:
    premises = case.application.premises
    known = {address_key(premises.county_code, premises.street_name, premises.detail)}
    for number, place in enumerate(premises.further):
        at = f"/premises/further/{number}"
        yield from address_complete(case, place, at, limits)
        yield from right_complete(case, place, at)
        key = address_key(premises.county_code, place.street_name, place.detail)
        if key in known:
            yield correct(
                f"其他经营场所第 {number + 1} 处与另一处地址相同",
                f"Further place {number + 1} has the address of another place",
                f"{at}/detail",
            )
        known.add(key)
    if premises.further and any(item.pre_approval for item in case.application.details.scope_items):
        yield correct(
            "经营范围涉及登记前置审批，只能登记一处经营场所",
            "The scope needs an approval before registration, so that one place only can be registered",
            "/premises/further",
        )
    if premises.further:
        yield passed(f"经营场所共 {1 + len(premises.further)} 处", f"{1 + len(premises.further)} places of business")


@rule(
    "AR-52",
    "Places on networks",
    outcomes=("CORRECT",),
    remedy=(
        "请填写网络交易平台名称、店铺网址和店铺编号",
        "Give the platform's name, the web address of the shop and its number on the platform",
    ),
    pointer="/premises/network_places",
    effective_from=PLACES_FROM,
)
def network_places(case: CaseSnapshot, limits: Thresholds) -> Iterator[Finding]:
    known: set[str] = set()
    for number, place in enumerate(case.application.premises.network_places):
        at = f"/premises/network_places/{number}"
        if not place.platform_name:
            yield correct("网络经营场所缺少平台名称", "The platform is not named", f"{at}/platform_name")
        if any(word in place.platform_name for word in limits.words("hosting_words")):
            yield correct(
                "仅提供域名、网络空间的，不能登记为网络经营场所",
                "A domain or web space alone is no place of business",
                f"{at}/platform_name",
            )
        if _WEB_ADDRESS.fullmatch(place.url) is None:
            yield correct("网络经营场所的网址有误", "The web address is not one", f"{at}/url")
        if not place.shop_id:
            yield correct(
                "网络经营场所缺少店铺编号", "The number of the shop on the platform is missing", f"{at}/shop_id"
            )
        if network_key(place.url) in known:
            yield correct("网络经营场所重复填写", "One place on a network is given twice", f"{at}/url")
        known.add(network_key(place.url))


@rule(
    "AR-53",
    "Business on networks only",
    outcomes=("CORRECT",),
    remedy=(
        "请重新选择有无实体经营场所，经营范围后的标注由系统生成",
        "Say again whether there is a place one can go to; the words after the scope are put there by the system",
    ),
    pointer="/premises/network_only",
    effective_from=PLACES_FROM,
)
def network_only(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    premises, details = case.application.premises, case.application.details
    marked = [text.endswith(phrases.NETWORK_ONLY) for text in (details.scope_text_form, details.scope_text_licence)]
    if not premises.network_only:
        if any(marked):
            yield correct(
                "有实体经营场所，经营范围不得标注“仅通过网络开展经营活动”",
                "There are premises, so that the scope may not say that business is on networks only",
                "/premises/network_only",
            )
        return
    if not premises.network_places:
        yield correct("未填写网络经营场所", "No place on a network is given", "/premises/network_places")
    if _has_physical_place(premises):
        yield correct(
            "仅通过网络经营的，不登记实体经营场所",
            "Business on networks only has no premises",
            "/premises/network_only",
        )
    if not all(marked):
        yield correct(
            "经营范围后未标注“（仅通过网络开展经营活动）”",
            "The scope does not say at its end that business is on networks only",
            "/premises/network_only",
        )
    yield noted(
        f"仅通过网络开展经营活动，网络经营场所 {len(premises.network_places)} 处",
        f"Business on networks only, at {len(premises.network_places)} places",
    )


def _has_physical_place(premises: Premises) -> bool:
    return bool(premises.street_name or premises.detail or premises.further)


@rule(
    "AR-54",
    "Residence of the operator",
    outcomes=("CORRECT",),
    remedy=(
        "请填写户籍登记地或者经常居住地，从省、市、县（区）写到门牌号或者村组",
        "Give the place of household registration or of habitual residence, from the province to the door",
    ),
    pointer="/operator/residence",
    effective_from=PLACES_FROM,
)
def residence(case: CaseSnapshot, limits: Thresholds) -> Iterator[Finding]:
    operator = case.application.operator
    if operator.residence_kind not in {"household", "habitual"}:
        yield correct(
            "住所应为户籍登记地或者经常居住地", "The kind of residence is not known", "/operator/residence_kind"
        )
    if not is_postal_address(operator.residence):
        yield correct(
            "经营者住所未写明县（区）和详细地址",
            "The residence names no county or no address in it",
            "/operator/residence",
        )
    if any(word in operator.residence for word in limits.words("shared_address_words")):
        yield correct(
            "集群登记地址、集中办公区不得作为经营者住所",
            "An address that many businesses share may not be a residence",
            "/operator/residence",
        )


RULES = (premises_proved, further_premises, network_places, network_only, residence)
