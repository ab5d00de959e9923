"""`kaiye register --insist` stands by every picture it hands in."""

from __future__ import annotations

from typing import Any

import pytest

from cli.demo import EXAMPLE
from cli.registration.applicant import Applicant
from cli.registration.form import RegistrationForm
from cli.registration.http import Services


class OneCase(Services):
    """A case that waits for the operator's confirmation, and then for an examiner."""

    def __init__(self) -> None:
        super().__init__({})
        self.posted: list[str] = []
        self._confirmed = False

    def get(self, service: str, path: str, **query: Any) -> Any:
        steps = [] if self._confirmed else ["confirm_operator"]
        return {"stage": "draft", "possible_steps": steps, "exact": True, "waits_for": "examiner"}

    def post(self, service: str, path: str, body: Any, *, token: str | None = None, **headers: str) -> Any:
        self.posted.append(path)
        self._confirmed |= path.endswith("/steps/confirm_operator")
        return {}

    def put(self, service: str, path: str, body: Any, **headers: str) -> Any:
        return {}

    def upload(self, service: str, path: str, content: bytes) -> None: ...


@pytest.mark.parametrize("insist", [True, False])
def test_who_insists_stands_by_each_picture_before_the_operator_is_locked(insist: bool) -> None:
    """Each picture, and nothing of it without the option."""
    services, form = OneCase(), RegistrationForm.read(EXAMPLE)
    Applicant(services, form, "", lambda _: None, insist=insist).carry_through("1")
    services.close()
    insisted = [path.split("/")[-2] for path in services.posted if path.endswith("/insistence")]
    assert insisted == (list(form.attachments) if insist else [])
    assert services.posted[-1].endswith("/steps/confirm_operator")
