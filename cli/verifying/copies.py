"""What can be said of a copy out of the archive: whether it is the one that was made, and what it is a copy of."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from cli.verifying.proving import ProvenReport, proven
from kernel.errors import Refusal
from kernel.pdf.reading import opened
from kernel.tlog.notes import Verifier
from services.archive.domain.copies import MARK

BOOKS = frozenset({"archive.archive_copy#copy_sha256"})


class CopyReport(ProvenReport):
    """Without the log's word nobody can say whether the archive made it, since whoever alters it can write anew what it
    says of itself."""

    copy_no: str
    code: str
    made_at: str
    documents: Sequence[str] = ()

    def lines(self) -> Iterator[str]:
        yield f"档案查询复制件 copy out of the archive {self.copy_no}, {self.made_at}, 核验码 code {self.code}"
        yield from (f"   {document}" for document in self.documents)
        yield from self.of_the_log(
            "没有日志证明，请在核验页面核对 without its proof nobody can say who made it: ask the page"
        )


def is_copy(content: bytes) -> bool:
    """Whether it says of itself that it is one."""
    return content.startswith(b"%PDF-") and _mark(content) is not None


def examined(content: bytes, proof: str | None, log: Verifier | None) -> CopyReport:
    """The copy by the log's word, and by nothing else: there is no signature in it."""
    mark = _mark(content) or {}
    shown, problems = proven(content, proof, log, BOOKS)
    return CopyReport(
        valid=shown is not None,
        copy_no=str(mark.get("copy_no", "?")),
        code=str(mark.get("code", "?")),
        made_at=str(mark.get("made_at", "?")),
        documents=[f"{each.get('number')} {each.get('title')} SHA-256 {each.get('sha256')}" for each in _listed(mark)],
        problems=problems,
        logged=shown,
    )


def _listed(mark: dict[str, Any]) -> list[dict[str, Any]]:
    listed = mark.get("documents", [])
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []


def _mark(content: bytes) -> dict[str, Any] | None:
    """What lies in it for programs."""
    try:
        with opened(content) as reader:
            names = reader.root["/Names"]["/EmbeddedFiles"]["/Names"]
            for place in range(0, len(names), 2):
                if str(names[place]) == MARK:
                    read = json.loads(names[place + 1]["/EF"]["/F"].data)
                    return read if isinstance(read, dict) else None
    except Refusal:
        pass
    return None
