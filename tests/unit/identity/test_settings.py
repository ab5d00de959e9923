"""What the service refuses to start with, and its keys."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import ValidationError

from kernel.clock import SystemClock
from kernel.errors import Defect, Refusal
from kernel.revocations import Revocations
from kernel.tokens import Role
from services.identity.operations.tokens import OwnKeys, TokenIssuer
from services.identity.settings import IdentitySettings

KEY = base64.b64encode(bytes(32)).decode()


def pem(curve: ec.EllipticCurve | None = None) -> str:
    key = ec.generate_private_key(curve or ec.SECP256R1())
    return base64.b64encode(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    ).decode()


def settings(**changes: Any) -> IdentitySettings:
    return IdentitySettings(
        **{
            "codec_keys": f"k1:{KEY}",
            "s3_access_key": "a",
            "s3_secret_key": "s",
            "exchange_keys": f"k1:{KEY}",
            "database_url": "postgresql+psycopg://nowhere",
            "keys": f"k1:{KEY}",
            "hash_key": KEY,
            "part_key": KEY,
            "part_authors": "",
            "signing_key": pem(),
            **changes,
        }
    )


def test_captcha_test_answer_off_a_laptop() -> None:
    """A known captcha answer anywhere but on a laptop stops the start, and the message does not tell it."""
    with pytest.raises(ValidationError) as caught:
        settings(captcha_test_answer="secret48213")
    assert "KAIYE_ENVIRONMENT=local" in str(caught.value)
    assert "secret48213" not in str(caught.value)


UNIFIED = {
    "unified_issuer": "https://centre.example",
    "unified_client_id": "kaiye",
    "unified_client_secret": "secret48213",
    "unified_redirect_url": "https://portal.example/login/unified/back",
}


def test_the_unified_centre_is_off() -> None:
    """Nothing is connected unless an issuer is named."""
    assert settings().unified_issuer is None
    assert settings(**UNIFIED).unified_issuer == "https://centre.example"


@pytest.mark.parametrize("missing", ["unified_client_id", "unified_client_secret", "unified_redirect_url"])
def test_a_centre_that_is_half_configured(missing: str) -> None:
    """Stops the start, and the message does not tell the secret."""
    with pytest.raises(ValidationError, match="KAIYE_UNIFIED_ISSUER needs") as caught:
        settings(**(UNIFIED | {missing: ""}))
    assert "secret48213" not in str(caught.value)


@pytest.mark.parametrize("plain", ["unified_issuer", "unified_redirect_url"])
def test_a_centre_without_encryption_off_a_laptop(plain: str) -> None:
    """Codes and tokens never travel in the open; on a laptop's own addresses they may."""
    changed = UNIFIED | {plain: "http://127.0.0.1:9400"}
    with pytest.raises(ValidationError, match="must be https"):
        settings(**changed)
    assert settings(**changed, environment="local").unified_client_id == "kaiye"


def test_demo_staff_off_a_laptop() -> None:
    """Demonstration accounts anywhere but on a laptop stop the start."""
    staff = [{"account_name": "examiner", "password": "Kaiye#2022", "roles": ["examiner"], "authority": "140213"}]
    with pytest.raises(ValidationError, match="KAIYE_ENVIRONMENT=local"):
        settings(demo_staff=staff)
    assert settings(demo_staff=staff, environment="local").demo_staff[0].roles == {Role.EXAMINER}


@pytest.mark.parametrize("changes", [{"hash_key": "short"}, {"hash_key": "????"}, {"login_rate": "often"}])
def test_malformed(changes: dict[str, object]) -> None:
    """A hash key of another length and an unreadable rate stop the start."""
    with pytest.raises(ValidationError):
        settings(**changes)


@pytest.mark.parametrize("text", ["", "no-base64!", base64.b64encode(b"no pem").decode(), pem(ec.SECP384R1())])
def test_signing_key_malformed(text: str) -> None:
    """Only private keys on P-256 sign tokens."""
    with pytest.raises(Defect):
        TokenIssuer.parse(text, "kaiye-identity")


def test_rotation() -> None:
    """A token signed before a rotation is still good after it, because the old key stays published."""
    old, new = pem(), pem()
    token = TokenIssuer.parse(old, "kaiye-identity").issue("a1", ["applicant"], None, SystemClock().now())
    rotated = TokenIssuer.parse(f"{new},{old}", "kaiye-identity")
    assert OwnKeys(rotated, Revocations("")).verify(token).subject == "a1"
    with pytest.raises(Refusal):
        OwnKeys(TokenIssuer.parse(new, "kaiye-identity"), Revocations("")).verify(token)


def test_published_keys_are_public() -> None:
    """The published key set holds no private member."""
    (key,) = TokenIssuer.parse(pem(), "kaiye-identity").published()["keys"]
    assert set(key) == {"kty", "crv", "x", "y", "kid", "use", "alg"}
