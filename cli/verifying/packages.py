"""What can be said of an archive package: whether it is the one that was filed, and what lies in it was signed so."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from cli.verifying.proving import ProvenReport, proven
from kernel.errors import Refusal
from kernel.pdf.reading import opened
from kernel.pdf.verification import Problem, Verification, verify
from kernel.tlog.notes import Verifier
from services.archive.operations.packages import package_problems

BOOKS = frozenset({"archive.archive_volume#package_sha256", "archive.supplement#package_sha256"})
_PDF, _DOCUMENTS = ".pdf", "/data/documents/"
_EXPIRED = "expired"


class PackageReport(ProvenReport):
    """Without the log's word nobody can say whether it is the one that was filed, since whoever alters a file in it can
    write its digests anew. `signed` counts its documents with signatures."""

    name: str
    documents: int = 0
    signed: int = 0

    def lines(self) -> Iterator[str]:
        yield f"档案包 archive package {self.name}: {self.documents} 件 documents, {self.signed} 件有签章 signed"
        yield from self.of_the_log(
            "没有日志证明，无法说明它就是归档的那一个 without its proof nobody can say that it is the one filed"
        )


def is_package(content: bytes) -> bool:
    """Whether it is a bag in a ZIP, as far as its first bytes tell."""
    return content.startswith(b"PK") and b"bagit.txt" in content


def examined(content: bytes, roots: bytes, proof: str | None, log: Verifier | None) -> PackageReport:
    """Every digest, every signature by `roots` and none that came with it, and the package itself by its proof."""
    name = _name(content)
    if name is None:
        return PackageReport(valid=False, name="?", problems=(_wrong("package", "档案包已损坏", "it is damaged"),))
    problems = [_wrong("package", each, each) for each in package_problems(content, name)]
    documents = signed = 0
    if not problems:
        for path, pdf in _documents(content, name):
            documents += 1
            verdict = _verified(pdf, roots)
            if isinstance(verdict, Verification):
                signed += 1
                problems += [_wrong(each.code, f"{path}：{each.zh}", f"{path}: {each.en}") for each in verdict.problems]
            elif verdict is not None:
                problems.append(_wrong(verdict.code, f"{path}：{verdict.zh}", f"{path}: {verdict.en}"))
    shown, unproven = proven(content, proof, log, BOOKS)
    problems += unproven
    valid = not problems and shown is not None
    return PackageReport(valid=valid, name=name, documents=documents, signed=signed, problems=problems, logged=shown)


def _name(content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.namelist()[0].partition("/")[0]
    # A damaged one makes the library fail as it likes.
    except Exception:
        return None


def _documents(content: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for path in archive.namelist():
            if path.startswith(f"{name}{_DOCUMENTS}") and path.endswith(_PDF):
                yield path.removeprefix(f"{name}/"), archive.read(path)


def _verified(pdf: bytes, roots: bytes) -> Verification | Refusal | None:
    """None for a document without a form, which nobody signed."""
    try:
        with opened(pdf) as reader:
            if "/AcroForm" not in reader.root:
                return None
        found = verify(pdf, [roots])
        stamped = bool(found.signatures) and all(each.timestamped_at for each in found.signatures)
        if stamped and _EXPIRED in {each.code for each in found.problems}:
            return verify(pdf, [roots], as_stamped=True)
        return found
    except Refusal as refusal:
        return refusal


def _wrong(code: str, zh: str, en: str) -> Problem:
    return Problem(code=code, zh=zh, en=en)
