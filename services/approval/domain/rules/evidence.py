"""AR-43 to AR-49: whether the pictures handed in were read and agree with what was entered; doubt goes to a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from catalogues.approval_thresholds import Thresholds
from catalogues.evidence import Doubt, Reading, said
from services.approval.domain.results import Finding, passed, refer
from services.approval.domain.rule import Rule, rule
from services.approval.domain.rules.material import FILES
from services.approval.domain.snapshot.application import Attachment
from services.approval.domain.snapshot.case import CaseSnapshot

SINCE = date(2026, 11, 28)

_A_PERSON_LOOKS = ("由工作人员查看材料", "An examiner looks at the material")
_UNREAD = {
    Reading.OFF: ("系统未启用识读，须由工作人员查看", "Nothing reads pictures here; a person has to look"),
    Reading.NO: ("系统未能识读，须由工作人员查看", "It could not be read; a person has to look"),
}


@rule(
    "AR-43",
    "Material read",
    outcomes=("REFER",),
    remedy=_A_PERSON_LOOKS,
    pointer="/attachments",
    effective_from=SINCE,
)
def material_read(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    unread = [file for file in case.application.attachments if file.reading != Reading.YES]
    for file in unread:
        zh, en = _UNREAD.get(Reading(file.reading or Reading.NO), _UNREAD[Reading.NO])
        yield refer(f"{title_of(file)}：{zh}", f"{file.kind}: {en}", f"/attachments/{file.kind}")
    yield from _doubts(case, Doubt.UNREADABLE, Doubt.TURNED)
    if not unread:
        yield passed("所交图片均已识读", "Every picture was read")


def _of_doubts(
    id: str, title_en: str, pointer: str, doubts: tuple[Doubt, ...], agreed: tuple[str, str], kinds: frozenset[str]
) -> Rule:
    """A rule that refers these doubts, and passes what was read without them. Of what was not read it says nothing:
    that is AR-43's."""

    @rule(id, title_en, outcomes=("REFER",), remedy=_A_PERSON_LOOKS, pointer=pointer, effective_from=SINCE)
    def no_doubt(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
        yield from _doubts(case, *doubts)
        concerned = [file for file in case.application.attachments if file.kind in kinds]
        if not concerned:
            yield passed("没有此类材料，本项不适用", "There is no such material; this does not apply")
        elif all(file.reading == Reading.YES for file in concerned):
            yield passed(*agreed)
        else:
            yield passed("未识读，见 AR-43", "Not read, see AR-43")

    return no_doubt


def _doubts(case: CaseSnapshot, *wanted: Doubt) -> Iterator[Finding]:
    for file in case.application.attachments:
        for doubt in wanted:
            if doubt in file.doubts:
                words = said(doubt)
                zh = f"{title_of(file)}：{words.zh}" + ("，申请人坚持提交" if file.insisted else "")
                en = f"{file.kind}: {words.en}" + (", the applicant stands by it" if file.insisted else "")
                yield refer(zh, en, f"/attachments/{file.kind}")


def title_of(file: Attachment) -> str:
    return _TITLES.get(file.kind, file.kind)


_TITLES: Mapping[str, str] = {
    **FILES,
    "household_book": "户口簿",
    "marriage_certificate": "结婚证",
    "premises_proof": "经营场所材料",
    "further_premises_proof": "其他经营场所材料",
}
_CARD = frozenset({"id_card_front", "id_card_back"})

RULES = (
    material_read,
    _of_doubts(
        "AR-44",
        "The document it should be",
        "/attachments/id_card_front",
        (Doubt.NO_CARD, Doubt.WRONG_SIDE, Doubt.COLOURLESS),
        ("身份证正反面均为所需证件", "Both sides are those of an identity card"),
        _CARD,
    ),
    _of_doubts(
        "AR-45",
        "Document is the operator's",
        "/attachments/id_card_front",
        (Doubt.NAME, Doubt.NUMBER, Doubt.SEX, Doubt.ETHNICITY),
        ("证件上的姓名、号码与填写的一致", "Name and number on the document are those entered"),
        frozenset({"id_card_front"}),
    ),
    _of_doubts(
        "AR-46",
        "Document in force as pictured",
        "/attachments/id_card_back",
        (Doubt.VALIDITY, Doubt.EXPIRED),
        ("证件上的有效期限与填写的一致", "The validity on the document is the one entered"),
        frozenset({"id_card_back"}),
    ),
    _of_doubts(
        "AR-47",
        "One face in the photograph",
        "/attachments/photo",
        (Doubt.NO_FACE, Doubt.SEVERAL_FACES),
        ("照片为一人正面像", "The photograph shows one face"),
        frozenset({"photo"}),
    ),
    _of_doubts(
        "AR-48",
        "Premises paper names the premises",
        "/attachments/premises_proof",
        (Doubt.NO_PROOF, Doubt.ADDRESS, Doubt.PARTY, Doubt.TERM, Doubt.TERM_ENDED),
        ("场所材料写明所填场所和当事人", "The paper names the premises and the parties entered"),
        frozenset({"premises_proof", "further_premises_proof"}),
    ),
    _of_doubts(
        "AR-49",
        "Family papers name the members",
        "/attachments/household_book",
        (Doubt.NO_FAMILY, Doubt.MEMBER),
        ("户口簿或结婚证载有全部成员", "The family's papers name every member"),
        frozenset({"household_book", "marriage_certificate"}),
    ),
)
