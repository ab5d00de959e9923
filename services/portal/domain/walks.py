"""The walks in pictures: what is seen at each station, in the words of its caption.

The pictures are of the real pages and made by `make film`; a station without its picture is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Who = Literal["applicant", "examiner"]
SECONDS = 4
"""How long each station is shown in the film."""


@dataclass(frozen=True, slots=True)
class Station:
    key: str
    zh: str
    en: str

    def said(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


STATIONS: Mapping[Who, Sequence[Station]] = MappingProxyType(
    {
        "applicant": (
            Station("home", "打开首页，点“开始办理”。", "Open the first page and begin."),
            Station("register-basics", "注册账号：账号名和密码。", "Make an account: a name and a password."),
            Station(
                "register-identity", "填写姓名、身份证号、手机号和短信验证码。", "Name, ID number, mobile, code by SMS."
            ),
            Station("types", "用日常的话搜索想开的店。", "Say in everyday words what you want to open."),
            Station("place", "选择在哪个县（区）经营。", "Choose the county."),
            Station(
                "name-refused",
                "名称不能用时，当场说明原因并给出可用的名称。",
                "A name that cannot be used is told at once, with free ones.",
            ),
            Station(
                "name", "名称可用，填写地址和资金数额，保留两个月。", "The name is free: it is kept for two months."
            ),
            Station(
                "operator",
                "拍身份证，姓名等自动填好；上传证件照。",
                "Photograph the ID card; its fields are filled in.",
            ),
            Station(
                "operator-confirmation",
                "核对经营者信息，确定后不能再改。",
                "Check who applies; it stands fast afterwards.",
            ),
            Station("details", "选择经营范围，上传租赁合同等场所证明。", "Choose the business scope, add the lease."),
            Station("preview", "核对全部填写内容，有误的点“改”。", "Check all answers, with a link to change each."),
            Station("document", "逐份查看系统生成的材料。", "Read each document that was made of them."),
            Station("authentication", "实名认证：同意后进行人脸核验。", "Real-name authentication with your face."),
            Station(
                "signing-code", "用手机扫码，或者就在本机签名。", "Scan the code with a phone, or sign on this one."
            ),
            Station("phone", "在手机上查看材料，手写签名。", "Read the documents on the phone and sign by hand."),
            Station("signing-done", "全部签名后点“提交”。", "When everything is signed, submit."),
            Station("licence", "规则自动审查，当场领取电子营业执照。", "Rules decide; the licence is there at once."),
        ),
        "examiner": (
            Station(
                "desk", "待办任务：为什么送审、还剩几个工作日。", "The queue: why each case came, and the days left."
            ),
            Station(
                "case",
                "案件页：填写内容、材料图片和识别结果并排。",
                "A case: what was typed beside picture and reading.",
            ),
            Station("claimed", "领取后，案件在一段时间内只由您办理。", "Claimed, it is yours for a while."),
            Station(
                "decision",
                "作出决定：选择理由模板，写明事实和补救办法。",
                "Decide: reasons from templates, with fact and remedy.",
            ),
            Station("closed", "已办结的案件可以查询。", "What is decided can be searched."),
            Station(
                "statistics", "办理统计：数量、时长、按期率。", "Statistics: how many, how fast, how many in time."
            ),
            Station(
                "head",
                "负责人：待批延长、待复核、超期和工作量。",
                "The head: requests, countersignatures, overdue, workload.",
            ),
            Station("samples", "负责人随机抽查自动审批的案件。", "The head draws samples of automatic decisions."),
        ),
    }
)


def captions(stations: Sequence[Station], language: str) -> str:
    """WebVTT: one caption for each station, in the order in which the film shows them."""
    lines = ["WEBVTT", ""]
    for number, station in enumerate(stations):
        lines += [f"{_clock(number * SECONDS)} --> {_clock((number + 1) * SECONDS)}", station.said(language), ""]
    return "\n".join(lines)


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.000"
