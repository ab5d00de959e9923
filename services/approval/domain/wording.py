"""Whether what an examiner wrote says something of this case, and can be printed (条例 Art. 19, 20)."""

from __future__ import annotations

import re

from kernel.errors import Finding
from kernel.printable import unprintable

ARTICLE = "条例第十九、二十条"

_LEAST_OF_A_FACT = 5
_LEAST_OF_A_REMEDY = 4
_LEFT_OVER = 3
"""Letters that must be left of a text when what fits every case is taken out of it."""
_BLANK = re.compile(r"〔(?!(?:19|20)\d\d〕)[^〕]*〕|【[^】]*】|_{2,}|＿{2,}|[xX×]{3,}")
_EVERY_CASE = re.compile(
    "不符合(?:法律|法规|有关|相关|登记)*(?:的)?(?:规定|要求|条件|法定形式|法定条件|标准)|不予(?:登记|受理|通过|批准|同意)|"
    "不(?:行|可以|能|准|同意|通过|合格|合规|符合|可|对)|(?:材料|资料|信息|内容|手续)?(?:不(?:齐全?|全|完整|正确|规范|清楚)|有(?:问题|误|瑕疵))|"
    "(?:请)?(?:尽快|重新|按照?要求|按照?规定|依法|自行)*(?:补正|修改|更正|整改|完善|补充|提交|办理|核实|处理|改正)(?:后(?:再)?(?:提交|申请|办理))?|"
    "按(?:有关|相关)?规定(?:办理|处理|执行)?|根据(?:有关|相关)规定|经(?:审查|审核|核实|研究)|存在|问题|其他|其它|同上|见附件|详见|"
    "无|没有|略|原因|理由|说明|情况|申请|材料|登记|本案|该|的|了|请|等|未通过|驳回|拒绝|"
    r"\b(?:no|none|not|ok|n/?a|refused|rejected|invalid|wrong|the|is|reason|see|above|same|other|please|correct|it)\b",
    re.IGNORECASE,
)
"""Words that say nothing of a case: what is left without them is its own."""


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def is_specific(text: str, least: int = _LEAST_OF_A_FACT) -> bool:
    """Whether a text says anything of its case: long enough, no blanks left, and not only words that fit every one."""
    letters = _letters(text)
    if _BLANK.search(text) or len(letters) < least or len(set(letters)) < min(least, 4):
        return False
    return len(set(_letters(_EVERY_CASE.sub(" ", text)))) >= _LEFT_OVER


def is_remedy(text: str) -> bool:
    """Whether a text says what somebody can do; it need not be of one case alone."""
    letters = _letters(text)
    return not _BLANK.search(text) and len(letters) >= _LEAST_OF_A_REMEDY and len(set(letters)) >= _LEAST_OF_A_REMEDY


def faults(text: str, pointer: str) -> list[Finding]:
    """Characters that no document prints, told where they were typed."""
    wrong = unprintable(text.replace("\n", "").replace("\t", ""))
    if not wrong:
        return []
    return [
        Finding(
            "approval.text_unprintable",
            f"含有文书无法印出的字符：{_shown(wrong)}",
            f"Documents cannot print these characters: {_shown(wrong)}",
            pointer,
            remedy_zh="请换用其他写法",
            remedy_en="Please write it another way",
        )
    ]


def fact_faults(text: str, pointer: str) -> list[Finding]:
    """What is wrong with the fact of a case that a reason states."""
    if not text.strip():
        return [_lack("reason_empty", "请写明理由", "Write the reason", pointer)]
    if not is_specific(text):
        return [
            _lack(
                "reason_unspecific",
                "请写明本案的具体事实，不能只写结论或者套话",
                "State the fact of this case: a verdict, or words that fit every case, are no reason",
                pointer,
                "例如：租赁合同上的地址是平城路12号，与申请的21号不一致",
                "For example: the lease is for 12 Pingcheng Road, the application says 21",
            )
        ]
    return faults(text, pointer)


def remedy_faults(text: str, pointer: str) -> list[Finding]:
    """What is wrong with the remedy an examiner wrote."""
    if not is_remedy(text):
        return [
            _lack(
                "remedy_missing",
                "请写明申请人可以怎样做",
                "Say what the applicant can do about it",
                pointer,
                "例如：补充与经营场所一致的租赁合同后重新提交",
                "For example: hand in a lease of these very premises, then submit again",
            )
        ]
    return faults(text, pointer)


def _lack(code: str, zh: str, en: str, pointer: str, remedy_zh: str = "", remedy_en: str = "") -> Finding:
    return Finding(f"approval.{code}", zh, en, pointer, ARTICLE, remedy_zh, remedy_en)


def _shown(characters: str) -> str:
    return "、".join(f"U+{ord(character):04X}" for character in characters[:10])
