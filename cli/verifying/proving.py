"""What a proof of inclusion from the log shows of a file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Container, Iterator, Sequence

from pydantic import BaseModel

from kernel.errors import Refusal
from kernel.packed import unpacked
from kernel.pdf.verification import Problem
from kernel.tlog.notes import Verifier
from kernel.tlog.proofs import SUFFIX, Proof
from kernel.tlog.tree import NotProven

ZIP = b"PK\x03\x04"


class NotLogged(Exception):
    """The proof does not show that these bytes are in the log; `problem` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.problem = Problem(
            code="not_logged", zh=f"日志证明不成立（{reason}）", en=f"The proof from the log fails: {reason}"
        )


def logged(content: bytes, proof: str, log: Verifier, books: Container[str]) -> str:
    """Where and since when the log has these very bytes, in one of `books`. Raises NotLogged."""
    try:
        read = Proof.parse(proof)
        head = read.check(log)
        told = json.loads(read.entry)
        if told.get("sha256") != hashlib.sha256(content).hexdigest() or told["book"] not in books:
            raise NotProven("the proof is of another file")
    except NotProven as error:
        raise NotLogged(str(error)) from None
    return f"{log.name}, {read.index} of {head.size}, {told['at']}"


class ProvenReport(BaseModel):
    """What only the log can vouch for. `logged` says where the file is in it, if that was proven; `problems` is empty
    when `valid`, and when only the proof is missing."""

    valid: bool
    problems: Sequence[Problem] = ()
    logged: str | None = None

    @property
    def unproven(self) -> bool:
        return not self.problems and self.logged is None

    def of_the_log(self, unproven: str) -> Iterator[str]:
        """The last lines; `unproven` is said where the proof is missing."""
        if self.logged:
            yield f"已记入防篡改日志 it stands in the log: {self.logged}"
        if self.unproven:
            yield unproven
        for problem in self.problems:
            yield f"✗ {problem.zh} / {problem.en}"


def proven(
    content: bytes, proof: str | None, log: Verifier | None, books: Container[str]
) -> tuple[str | None, Sequence[Problem]]:
    """Where the log has the file, as far as there is a proof, and why a proof fails."""
    if proof is None or log is None:
        return None, ()
    try:
        return logged(content, proof, log, books), ()
    except NotLogged as error:
        return None, (error.problem,)


def licence_and_proof(content: bytes) -> tuple[bytes, str]:
    """What a downloaded licence holds: the document, and its proof. Raises Refusal `verify.not_a_licence` for another
    ZIP, and for one of which anything was altered."""
    try:
        (name, document), (proof_name, proof) = unpacked(content).items()
        if not name.endswith(".pdf") or proof_name != name + SUFFIX:
            raise ValueError(name)
        return document, proof.decode()
    except ValueError:
        raise Refusal(
            "verify.not_a_licence",
            "该压缩文件不是下载的电子营业执照，或者被改动过",
            "This ZIP is not a licence as it is downloaded with its proof, or it was altered",
        ) from None
