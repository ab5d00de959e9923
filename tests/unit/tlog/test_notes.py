"""Notes and checkpoints are those of the specification, and only the log's own key makes one."""

from __future__ import annotations

import base64

import pytest

from kernel.tlog.notes import Checkpoint, NotSigned, Signer, Verifier
from kernel.tlog.proofs import Proof
from kernel.tlog.tree import NotProven, leaf_hash, node_hash

_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
_SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
_SIGNED = (
    _TEXT + "\n\u2014 PeterNeumann"
    " x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
"""Key, text and signature of the specification's first implementation."""

_LOG = Signer("kaiye.example/log", bytes(range(32)))


def _note(size: int, root: bytes) -> str:
    return _LOG.sign(Checkpoint(_LOG.name, size, root).text)


def test_a_note_is_signed_as_others_sign_it() -> None:
    """The same key and text give the same note, byte for byte, and the key is written the same way."""
    signer = Signer("PeterNeumann", _SEED)
    assert str(signer.verifier) == _KEY
    assert signer.sign(_TEXT) == _SIGNED
    assert Verifier.parse(_KEY).opened(_SIGNED) == _TEXT


def test_signatures_of_others_stand_beside() -> None:
    """A witness may sign too; without the expected signature the note says nothing."""
    both = _SIGNED + "\u2014 Witness AAAAAAAA\n"
    assert Verifier.parse(_KEY).opened(both) == _TEXT
    with pytest.raises(NotSigned):
        _LOG.verifier.opened(_SIGNED)


def test_no_changed_byte_of_a_note_is_believed() -> None:
    """Each byte altered, one after the other: the note is refused."""
    note = _note(7, bytes(32)).encode()
    for place in range(len(note)):
        altered = bytearray(note)
        altered[place] ^= 1
        with pytest.raises(NotSigned):
            Checkpoint.opened(altered.decode(errors="replace"), _LOG.verifier)


@pytest.mark.parametrize(
    "text", ["", "kaiye+00000000+AAAA", _KEY.replace("c74f", "c74e"), "a b" + _KEY[12:], "+" + _KEY]
)
def test_what_is_no_key_is_not_taken_for_one(text: str) -> None:
    """Another id, another algorithm, no name."""
    with pytest.raises(ValueError, match="no key"):
        Verifier.parse(text)


def test_a_checkpoint_belongs_to_its_log() -> None:
    """What the same key signed for another origin, or what is no checkpoint, is none of this log."""
    assert Checkpoint.opened(_note(7, bytes(32)), _LOG.verifier) == Checkpoint(_LOG.name, 7, bytes(32))
    for text in ("other\n7\n" + "A" * 43 + "=\n", f"{_LOG.name}\n07\n{'A' * 43}=\n", f"{_LOG.name}\n7\nAAAA\n", "x\n"):
        with pytest.raises(NotSigned):
            Checkpoint.opened(_LOG.sign(text), _LOG.verifier)


def test_no_changed_byte_of_a_proof_is_believed() -> None:
    """A proof of two leaves holds as a file; with any byte altered it does not."""
    other = leaf_hash(b"other")
    proof = Proof(b'{"sha256":"00"}', 1, (other,), _note(2, node_hash(other, leaf_hash(b'{"sha256":"00"}'))))
    written = str(proof)
    assert Proof.parse(written) == proof
    assert proof.check(_LOG.verifier).size == 2
    for place in range(len(written.encode())):
        altered = bytearray(written.encode())
        altered[place] ^= 1
        with pytest.raises(NotProven):
            Proof.parse(altered.decode(errors="replace")).check(_LOG.verifier)
