"""What the identity service reads from its environment."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, Field, SecretStr, model_validator

from kernel.rates import Rate
from kernel.settings import DatabaseSettings, HashingSettings, of_service
from kernel.tokens import Role

LOCAL = "local"


class DemoStaff(BaseModel):
    """One staff account of a demonstration. Without `totp_secret` (base32, RFC 4648) it has no second factor."""

    account_name: str
    password: SecretStr
    roles: frozenset[Role]
    authority: str | None = None
    name: str | None = None
    staff_no: str | None = None
    totp_secret: SecretStr | None = None


class IdentitySettings(DatabaseSettings, HashingSettings):
    """`captcha_test_answer` and `demo_staff` belong to a laptop: anywhere else the service refuses to start."""

    model_config = of_service("identity")

    listen: str = "127.0.0.1:8101"
    environment: str = "production"
    signing_key: SecretStr = Field(
        validation_alias="KAIYE_IDENTITY_SIGNING_KEY",
        description="Base64 of P-256 private keys in PEM, comma separated; the first signs, all are published",
    )
    population_registry_url: str = "http://127.0.0.1:8121"
    signing_url: str = Field(default="http://127.0.0.1:8104", validation_alias="KAIYE_SIGNING_URL")
    sms_gateway_url: str = "http://127.0.0.1:8122"
    portal_url: str = Field(default="http://127.0.0.1:8100", pattern=r"^https?://[^#?]+$")
    outside_timeout: float = Field(default=5, gt=0)
    captcha_test_answer: SecretStr | None = Field(
        default=None,
        validation_alias="KAIYE_IDENTITY_CAPTCHA_TEST_ANSWER",
        description="The answer of every captcha, digits and small letters",
    )
    unified_issuer: str | None = Field(
        default=None,
        validation_alias="KAIYE_UNIFIED_ISSUER",
        description="Issuer of the unified authentication centre (OpenID Connect); nothing turns it off",
    )
    unified_client_id: str = Field(default="", validation_alias="KAIYE_UNIFIED_CLIENT_ID")
    unified_client_secret: SecretStr = Field(default=SecretStr(""), validation_alias="KAIYE_UNIFIED_CLIENT_SECRET")
    unified_redirect_url: str = Field(
        default="",
        validation_alias="KAIYE_UNIFIED_REDIRECT_URL",
        description="The portal's /login/unified/back, as registered with the centre",
    )
    demo_staff: tuple[DemoStaff, ...] = Field(default=(), validation_alias="KAIYE_IDENTITY_DEMO_STAFF")

    login_rate: Rate = Field(default="60/minute", validation_alias="KAIYE_IDENTITY_LOGIN_RATE")
    captcha_rate: Rate = Field(default="60/minute", validation_alias="KAIYE_IDENTITY_CAPTCHA_RATE")
    sms_rate: Rate = Field(default="30/minute", validation_alias="KAIYE_IDENTITY_SMS_RATE")
    registration_rate: Rate = Field(default="30/minute", validation_alias="KAIYE_IDENTITY_REGISTRATION_RATE")
    registration_check_rate: Rate = Field(
        default="60/minute", validation_alias="KAIYE_IDENTITY_REGISTRATION_CHECK_RATE"
    )

    without_captcha_rate: Rate = Field(
        default="5/hour",
        validation_alias="KAIYE_IDENTITY_WITHOUT_CAPTCHA_RATE",
        description="Texts that one address may ask for before it has to answer captchas; 0/hour: always captchas",
    )
    without_captcha_to_rate: Rate = Field(
        default="3/hour",
        validation_alias="KAIYE_IDENTITY_WITHOUT_CAPTCHA_TO_RATE",
        description="The same to one mobile",
    )
    without_captcha_all_rate: Rate = Field(
        default="600/hour",
        validation_alias="KAIYE_IDENTITY_WITHOUT_CAPTCHA_ALL_RATE",
        description="The same for everybody together",
    )
    failed_rate: Rate = Field(
        default="5/hour",
        validation_alias="KAIYE_IDENTITY_FAILED_RATE",
        description="Wrong codes and passwords of one address before it has to answer captchas",
    )

    @model_validator(mode="after")
    def _belongs_to_a_laptop(self) -> Self:
        if self.environment != LOCAL and self.captcha_test_answer is not None:
            raise ValueError("KAIYE_IDENTITY_CAPTCHA_TEST_ANSWER is only allowed with KAIYE_ENVIRONMENT=local")
        if self.environment != LOCAL and self.demo_staff:
            raise ValueError("KAIYE_IDENTITY_DEMO_STAFF is only allowed with KAIYE_ENVIRONMENT=local")
        answer = self.captcha_test_answer.get_secret_value() if self.captcha_test_answer else "0000"
        if not (answer.isascii() and answer.isalnum() and answer == answer.lower() and 4 <= len(answer) <= 12):
            raise ValueError("KAIYE_IDENTITY_CAPTCHA_TEST_ANSWER must be 4 to 12 digits or small letters")
        return self

    @model_validator(mode="after")
    def _centre_is_complete(self) -> Self:
        if self.unified_issuer is None:
            return self
        if not (self.unified_client_id and self.unified_client_secret.get_secret_value() and self.unified_redirect_url):
            raise ValueError("KAIYE_UNIFIED_ISSUER needs _CLIENT_ID, _CLIENT_SECRET and _REDIRECT_URL beside it")
        urls = (self.unified_issuer, self.unified_redirect_url)
        if self.environment != LOCAL and not all(url.startswith("https://") for url in urls):
            raise ValueError("the unified authentication centre and the way back must be https")
        return self

    @property
    def rates(self) -> dict[str, Rate]:
        """Requests allowed per address of the caller, or per mobile, or in all."""
        return {
            "login": self.login_rate,
            "captcha": self.captcha_rate,
            "sms": self.sms_rate,
            "registration": self.registration_rate,
            "registration_check": self.registration_check_rate,
            "without_captcha": self.without_captcha_rate,
            "without_captcha_to": self.without_captcha_to_rate,
            "without_captcha_all": self.without_captcha_all_rate,
            "failed": self.failed_rate,
        }
