"""What can be doubtful about a picture that an applicant hands in, and how it is said."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Reading(StrEnum):
    """Whether the system read a picture. `OFF`: nothing reads here."""

    YES = "yes"
    NO = "no"
    OFF = "off"


class Doubt(StrEnum):
    """Why a person looks at a picture. The rules of approval group them by what they ask."""

    UNREADABLE = "unreadable"
    TURNED = "turned"
    NO_CARD = "no_card"
    WRONG_SIDE = "wrong_side"
    COLOURLESS = "colourless"
    NAME = "name"
    NUMBER = "number"
    SEX = "sex"
    ETHNICITY = "ethnicity"
    VALIDITY = "validity"
    EXPIRED = "expired"
    NO_FACE = "no_face"
    SEVERAL_FACES = "several_faces"
    NO_PROOF = "no_proof"
    ADDRESS = "address"
    PARTY = "party"
    TERM = "term"
    TERM_ENDED = "term_ended"
    NO_FAMILY = "no_family"
    MEMBER = "member"


@dataclass(frozen=True, slots=True)
class Said:
    """A doubt in words that name nobody, and what the applicant can do."""

    zh: str
    en: str
    remedy_zh: str
    remedy_en: str


_AGAIN = ("请重新拍摄：光线充足、四角完整、字迹清楚", "Take it again: in good light, whole and sharp")
_CHECK = ("请核对填写内容和照片", "Check what was entered and the picture")
_SAID = {
    Doubt.UNREADABLE: ("照片上的文字无法辨认", "The writing in the picture cannot be read", *_AGAIN),
    Doubt.TURNED: ("照片方向不正", "The picture does not stand upright", "请将照片转正后上传", "Turn the picture"),
    Doubt.NO_CARD: ("照片上不是居民身份证", "This is no picture of an identity card", *_AGAIN),
    Doubt.WRONG_SIDE: (
        "身份证正反面传反了",
        "This is the other side of the identity card",
        "人像面和国徽面请各自上传",
        "Upload each side in its own place",
    ),
    Doubt.COLOURLESS: (
        "照片没有颜色，像是复印件",
        "The picture has no colours and may be of a photocopy",
        "请拍摄证件原件",
        "Take a picture of the card itself",
    ),
    Doubt.NAME: ("证件上的姓名与填写的不一致", "The name on the document is not the one entered", *_CHECK),
    Doubt.NUMBER: ("证件上的号码与填写的不一致", "The number on the document is not the one entered", *_CHECK),
    Doubt.SEX: ("证件上的性别与填写的不一致", "The sex on the document is not the one entered", *_CHECK),
    Doubt.ETHNICITY: (
        "证件上的民族与填写的不一致",
        "The ethnic group on the document is not the one entered",
        *_CHECK,
    ),
    Doubt.VALIDITY: (
        "证件上的有效期限与填写的不一致",
        "The validity on the document is not the one entered",
        *_CHECK,
    ),
    Doubt.EXPIRED: (
        "证件已过有效期限",
        "The document has expired",
        "请使用有效期内的证件",
        "Use a document that is still valid",
    ),
    Doubt.NO_FACE: (
        "照片上没有找到正面人像",
        "No face was found in the photograph",
        "请上传近期正面免冠照片",
        "Upload a recent photograph of your face from the front, without a hat",
    ),
    Doubt.SEVERAL_FACES: (
        "照片上不止一人",
        "There is more than one person in the photograph",
        "请上传本人单人照片",
        "Upload a photograph of yourself alone",
    ),
    Doubt.NO_PROOF: (
        "照片上不是经营场所的合同或证明",
        "This is no contract or certificate about the premises",
        *_AGAIN,
    ),
    Doubt.ADDRESS: (
        "场所材料上没有写明所填的经营场所",
        "The document does not name the premises that were entered",
        *_CHECK,
    ),
    Doubt.PARTY: (
        "场所材料上没有经营者或产权人的姓名",
        "The document names neither the operator nor the owner",
        *_CHECK,
    ),
    Doubt.TERM: (
        "合同期限与填写的使用期限不一致",
        "The term of the contract is not the one entered",
        *_CHECK,
    ),
    Doubt.TERM_ENDED: (
        "合同期限已届满",
        "The term of the contract has ended",
        "请上传有效期内的合同",
        "Upload a contract that is still in force",
    ),
    Doubt.NO_FAMILY: (
        "照片上不是户口簿或结婚证",
        "This is neither a household book nor a marriage certificate",
        *_AGAIN,
    ),
    Doubt.MEMBER: (
        "户口簿或结婚证上没有全部家庭成员",
        "Not every member of the family is in the household book or marriage certificate",
        *_CHECK,
    ),
}


def said(doubt: Doubt) -> Said:
    return Said(*_SAID[doubt])
