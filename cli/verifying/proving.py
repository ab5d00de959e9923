"""What a proof of inclusion from the log shows of a file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Container

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
