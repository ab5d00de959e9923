"""`kaiye verify` believes the roots one names, and a licence only from the authority it names."""

from __future__ import annotations

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
from kernel.pdf.keys import SigningKey
from kernel.pdf.signing import sign
from kernel.pdf.timestamps import TimestampAuthority
from kernel.pdf.trust import Trust
from kernel.typesetting.typesetter import Typesetter
from sandbox.trust.authority import CertificationAuthority, Kind
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
    return result.exit_code, json.loads(result.stdout) if result.exit_code < 2 else {}


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
