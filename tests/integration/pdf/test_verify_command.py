"""`kaiye verify` believes the roots one names, and a licence only from the authority it names."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from typer.testing import CliRunner

from catalogues import authorities
from cli.main import app
from kernel.canonical import canonical_json
from kernel.packed import packed
from kernel.pdf.keys import SigningKey
from kernel.pdf.signing import sign
from kernel.pdf.timestamps import TimestampAuthority
from kernel.pdf.trust import Trust
from kernel.tlog.notes import Checkpoint, Signer
from kernel.tlog.proofs import Proof
from kernel.tlog.tree import leaf_hash
from kernel.typesetting.typesetter import Typesetter
from sandbox.trust.authority import CertificationAuthority, Kind
from services.archive.domain.bag import make_package
from services.archive.operations.copy_pages import copy_pdf
from tests.integration.pdf.conftest import TEMPLATES, TIMESTAMP, Authority
from tests.integration.pdf.test_verification import edited

OURS = authorities.get("14021300")


@pytest.fixture(scope="module")
def printed(typesetter: Typesetter) -> bytes:
    """A licence of ours before it is sealed."""
    content = {"title": "营业执照", "lines": [], "attachment": "licence.json"}
    files = {"licence.json": json.dumps({"authority_code": OURS.code}).encode()}
    return typesetter.render(TEMPLATES / "form.typ", content, timestamp=TIMESTAMP, files=files)


@pytest.fixture(scope="module")
def licence(authority: Authority, printed: bytes, timestamper: TimestampAuthority, trust: Trust) -> bytes:
    key = authority.key(OURS.name, kind="seal")
    return sign(printed, key, field="authority", level="B-LTA", timestamper=timestamper, trust=trust)


@pytest.fixture
def roots(authority: Authority, tmp_path: Path) -> Path:
    file = tmp_path / "believed.pem"
    file.write_bytes(authority.root)
    return file


def verified(pdf: bytes, folder: Path, *options: str | Path) -> tuple[int, dict[str, Any]]:
    (folder / "licence.pdf").write_bytes(pdf)
    asked = ["verify", str(folder / "licence.pdf"), "--offline", "--json", "--home", str(folder / "home")]
    result = CliRunner().invoke(app, [*asked, *map(str, options)])
    return result.exit_code, json.loads(result.stdout) if result.stdout.startswith("{") else {}


def test_a_licence_of_its_authority(licence: bytes, roots: Path, tmp_path: Path) -> None:
    """It is valid, and who sealed it is said."""
    assert verified(licence, tmp_path, "--roots", roots)[0] == 0
    assert verified(licence, tmp_path, "--roots", roots)[1]["authority"] == OURS.name


def test_roots_beside_the_file_are_not_believed(printed: bytes, roots: Path, tmp_path: Path) -> None:
    """A forger with an authority of their own, which bears the right name, sends its root certificate along."""
    forger, key = _forger(tmp_path)
    forged = sign(printed, key, field="authority")
    (tmp_path / "roots.pem").write_bytes(forger)
    assert verified(forged, tmp_path)[0] == 2
    code, report = verified(forged, tmp_path, "--roots", roots)
    assert code == 1 and "untrusted" in [problem["code"] for problem in report["problems"]]


@pytest.mark.parametrize("sealer", ["张㛃", authorities.get("14021200").name])
def test_nobody_else_seals_a_licence(
    printed: bytes, authority: Authority, roots: Path, tmp_path: Path, sealer: str
) -> None:
    """A citizen's certificate, and another authority's, come from the same roots and are not enough."""
    code, report = verified(sign(printed, authority.key(sealer), field="authority"), tmp_path, "--roots", roots)
    assert code == 1 and [problem["code"] for problem in report["problems"]] == ["not_the_authority"]


def test_what_changed_is_said(licence: bytes, roots: Path, tmp_path: Path) -> None:
    """In words, after which signature and when that was."""
    (tmp_path / "edited.pdf").write_bytes(edited(licence))
    said = CliRunner().invoke(app, ["verify", str(tmp_path / "edited.pdf"), "--offline", "--roots", str(roots)])
    assert said.exit_code == 1
    assert "此后内容被改动或追加" in said.stdout and "by time stamp" in said.stdout


def _forger(folder: Path) -> tuple[bytes, SigningKey]:
    now = datetime.now(UTC)
    own = CertificationAuthority(folder / "forger", "http://127.0.0.1:9", now)
    private = ec.generate_private_key(ec.SECP256R1())
    certificate = own.certify(
        private.public_key(),
        common_name=OURS.name,
        serial_number=None,
        kind=Kind.SEAL,
        validity=timedelta(days=1),
        now=now,
    )
    own.close()
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    chain = own.issuing.certificate.public_bytes(Encoding.PEM)
    return own.root.certificate.public_bytes(Encoding.PEM), SigningKey.from_pem(
        pem, certificate.public_bytes(Encoding.PEM), chain
    )


_LOG = Signer("kaiye.example/log", bytes(range(32)))


def _proven(file: bytes, signer: Signer = _LOG, book: str = "licence.licence#document_sha256") -> str:
    """The proof of a log with one entry: this file."""
    told = {"at": "2026-11-20T02:00:00.000000+00:00", "book": book, "key": "[1]"}
    entry = canonical_json({**told, "sha256": hashlib.sha256(file).hexdigest()})
    return str(Proof(entry, 0, (), signer.sign(Checkpoint(_LOG.name, 1, leaf_hash(entry)).text)))


def test_a_licence_with_its_proof_from_the_log(licence: bytes, roots: Path, tmp_path: Path) -> None:
    """Offline: the proof beside it is checked against the key that one names, and where it stands is said."""
    (tmp_path / "licence.pdf.tlog-proof").write_text(_proven(licence))
    code, told = verified(licence, tmp_path, "--roots", roots, "--log-key", str(_LOG.verifier))
    assert code == 0
    assert told["logged"].startswith("kaiye.example/log, 0 of 1")


@pytest.mark.parametrize("proof", ["of another file", "of another log", "of nothing"])
def test_a_proof_that_proves_nothing_is_said(licence: bytes, roots: Path, tmp_path: Path, proof: str) -> None:
    """Of another file, signed by another key, or no proof at all."""
    wrong = {
        "of another file": _proven(b"another"),
        "of another log": _proven(licence, Signer(_LOG.name, bytes(32))),
        "of nothing": "",
    }
    (tmp_path / "given").write_text(wrong[proof])
    asked = ("--roots", roots, "--log-key", str(_LOG.verifier), "--proof", tmp_path / "given")
    code, told = verified(licence, tmp_path, *asked)
    assert code == 1
    assert [problem["code"] for problem in told["problems"]] == ["not_logged"]


def test_nothing_is_free_in_what_holds_the_last_signature(licence: bytes, roots: Path, tmp_path: Path) -> None:
    """Bytes that no signature covers: a copy of an issuer's certificate, a digit's case, the list of algorithms."""
    start = licence.rindex(b"/Contents <") + len(b"/Contents <")
    raw = bytes.fromhex(licence[start : licence.index(b">", start)].decode())
    issuer = raw.index(b"sandbox root")
    algorithms = raw.index(bytes.fromhex("608648016503040201"))
    letter = next(place for place in range(start, len(licence)) if licence[place] in b"ABCDEF")
    for place, bit in ((start + 2 * issuer + 1, 1), (letter, 32), (start + 2 * algorithms, 1)):
        altered = bytearray(licence)
        altered[place] ^= bit
        code, told = verified(bytes(altered), tmp_path, "--roots", roots)
        assert code == 1 and [problem["code"] for problem in told["problems"]] == ["container_altered"]


def test_a_licence_as_it_is_downloaded(licence: bytes, roots: Path, tmp_path: Path) -> None:
    """With its proof in one file, of which every byte counts."""
    names = ("licence.pdf", "licence.pdf.tlog-proof")
    download = packed(dict(zip(names, (licence, _proven(licence).encode()), strict=True)))
    asked = ("--roots", roots, "--log-key", str(_LOG.verifier))
    code, told = verified(download, tmp_path, *asked)
    assert (code, told["logged"][:25]) == (0, "kaiye.example/log, 0 of 1")
    entry = download.index(b"PK\x01\x02")
    for place in range(entry, len(download)):
        altered = bytearray(download)
        altered[place] ^= 1
        assert verified(bytes(altered), tmp_path, *asked)[0] == 1


def test_a_package_without_its_proof_is_not_known_to_be_the_one(roots: Path, tmp_path: Path) -> None:
    """Whoever alters a file in it can write its digests anew; the log's proof of these very bytes says it is."""
    package = make_package("14021300A000001-20261122", {"records/entity.json": b"{}"}, {}, [])
    (tmp_path / "file.zip").write_bytes(package)
    (tmp_path / "proof").write_text(_proven(package, book="archive.archive_volume#package_sha256"))
    asked = ["verify", str(tmp_path / "file.zip"), "--offline", "--roots", str(roots), "--log-key", str(_LOG.verifier)]
    without = CliRunner().invoke(app, asked)
    assert without.exit_code == 2 and "NOT KNOWN" in without.stdout
    assert CliRunner().invoke(app, [*asked, "--proof", str(tmp_path / "proof")]).exit_code == 0
    (tmp_path / "proof").write_text(_proven(package))
    assert CliRunner().invoke(app, [*asked, "--proof", str(tmp_path / "proof")]).exit_code == 1


@pytest.fixture(scope="module")
def copy(typesetter: Typesetter, printed: bytes) -> bytes:
    """A copy of one document, as the archive makes it."""
    document = {"number": 1, "title": "营业执照", "pages": 1, "sha256": "0" * 64, "sm3": "1" * 64}
    told = {
        **{"copy_no": "14021300A000001-20261122-F7K3M9QX2", "code": "7K3M-9QX2-T4VB-01ZD", "demo": False},
        **{"authority": OURS.name, "institution": OURS.name, "volume_name": "14021300A000001-20261122"},
        **{"full_name": None, "uscc": None, "category": "设立登记", "reader": "本人", "asker": None, "persons": []},
        **{"letter": None, "purpose": "办理贷款", "made_at": "2026-12-01T05:38:42+08:00", "made_on": "2026-12-01"},
        **{"address": "https://kaiye.example/verify", "documents": [document], "left_out": []},
    }
    return copy_pdf(typesetter, told, "https://kaiye.example/verify", [printed], TIMESTAMP)


def test_a_copy_out_of_the_archive_is_known_by_its_proof(copy: bytes, tmp_path: Path) -> None:
    """Without roots, since nobody signed it; what it is of is told; a flipped bit anywhere is found."""
    told = verified(copy, tmp_path)
    assert (told[0], told[1]["copy_no"], told[1]["logged"]) == (2, "14021300A000001-20261122-F7K3M9QX2", None)
    assert told[1]["documents"] == [f"1 营业执照 SHA-256 {'0' * 64}"]
    key = ("--log-key", str(_LOG.verifier))
    names = ("copy.pdf", "copy.pdf.tlog-proof")
    proof = _proven(copy, book="archive.archive_copy#copy_sha256")
    code, told_of = verified(packed(dict(zip(names, (copy, proof.encode()), strict=True))), tmp_path, *key)
    assert (code, told_of["valid"], told_of["logged"][:25]) == (0, True, "kaiye.example/log, 0 of 1")
    other = packed(dict(zip(names, (copy, _proven(copy).encode()), strict=True)))
    assert verified(other, tmp_path, *key)[0] == 1
    (tmp_path / "licence.pdf.tlog-proof").write_text(proof)
    for place in range(40, len(copy), 997):
        altered = bytearray(copy)
        altered[place] ^= 1
        assert verified(bytes(altered), tmp_path, *key)[0] != 0
