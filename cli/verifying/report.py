"""What can be said of a document, in plain words and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from pydantic import BaseModel

from cli.verifying import authority
from cli.verifying.proving import NotLogged, logged
from kernel.errors import Refusal
from kernel.pdf.containers import unsound
from kernel.pdf.verification import Problem, SignatureVerification, Verification, verify
from kernel.tlog.notes import Verifier

_SINCE = {
    "NONE": ("此后没有任何改动", "nothing was added or changed after it"),
    "LTA_UPDATES": ("此后只增加了签名有效性证明", "only proof of its validity was added after it"),
    "FORM_FILLING": ("此后只有其他人签名或盖章", "after it only others signed"),
    "ANNOTATIONS": ("此后被添加了批注", "annotations were added after it"),
    "OTHER": ("此后内容被改动或追加", "contents were changed or added after it"),
}
_BOOKS = frozenset({"licence.licence#document_sha256"})
_CONTAINER = Problem(
    code="container_altered",
    zh="最后一个签章的数据与签章时不同",
    en="What holds the last signature is not as its maker wrote it",
)
_UNCOVERED = Problem(
    code="uncovered", zh="文件末尾有未被任何签章覆盖的内容", en="Something at the end is covered by no signature"
)


class Report(BaseModel):
    """`authority` is the registration authority that sealed last, if one did; `logged` says where the file is in the
    log, if that was asked and proven. `problems` is empty when `valid`."""

    valid: bool
    authority: str | None = None
    pages: int = 0
    signatures: Sequence[SignatureVerification] = ()
    problems: Sequence[Problem] = ()
    logged: str | None = None

    @property
    def unproven(self) -> bool:
        """A signed document is what it is without the log."""
        return False

    @classmethod
    def unreadable(cls, refusal: Refusal) -> Report:
        return cls(valid=False, problems=(Problem(code=refusal.code, zh=refusal.zh, en=refusal.en),))

    def lines(self) -> Iterator[str]:
        for number, signature in enumerate(self.signatures, 1):
            yield from _of(number, signature)
        if self.authority:
            yield f"登记机关 sealed last by the authority: {self.authority}"
        else:
            yield "未由登记机关盖章 no registration authority sealed it last: it is no licence, whatever it looks like"
        if self.logged:
            yield f"已记入防篡改日志 it stands in the log: {self.logged}"
        for problem in self.problems:
            yield f"✗ {problem.zh} / {problem.en}"


def examined(pdf: bytes, roots: bytes) -> Report:
    """Raises `Refusal("pdf.unreadable")`."""
    verdict = verify(pdf, [roots])
    sealed_by, wrong = authority.judged(pdf, verdict)
    problems = [*verdict.problems, *wrong, *_uncovered(verdict)]
    if not problems and unsound(pdf, [roots]):
        problems.append(_CONTAINER)
    return Report(
        valid=not problems,
        authority=sealed_by,
        pages=verdict.pages,
        signatures=verdict.signatures,
        problems=problems,
    )


def with_proof(report: Report, pdf: bytes, proof: str, log: Verifier) -> Report:
    """The report with what a proof of inclusion shows of these very bytes."""
    try:
        return report.model_copy(update={"logged": logged(pdf, proof, log, _BOOKS)})
    except NotLogged as error:
        return report.model_copy(update={"valid": False, "problems": [*report.problems, error.problem]})


def _uncovered(verdict: Verification) -> Iterator[Problem]:
    if verdict.signatures and not verdict.covers_whole_document:
        yield _UNCOVERED


def _of(number: int, signature: SignatureVerification) -> Iterator[str]:
    stamped, claimed = signature.timestamped_at, signature.signed_at
    yield f"{number}. {signature.signer or '?'} ({signature.field})"
    if stamped:
        yield f"   签署时间 signed, by time stamp: {_time(stamped)}"
    elif claimed:
        yield f"   签署时间 signed, by the signer's own word: {_time(claimed)}"
    zh, en = _SINCE.get(signature.modification_level, _SINCE["OTHER"])
    if not signature.intact:
        zh, en = "所签内容与签署时不同", "what was signed is not what it was then"
    yield f"   {zh} / {en}"


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"
