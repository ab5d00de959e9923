"""The verification page joins what two services say of a licence, and does without the one that is silent."""

from __future__ import annotations

import base64
import warnings
from collections.abc import Callable
from typing import Any, cast

import pytest

from kernel.errors import Outage, not_found
from services.portal.clients.services import ServiceClient
from services.portal.main import build
from services.portal.settings import PortalSettings

with warnings.catch_warnings():
    # The client's own notice about a successor of httpx says nothing about this service.
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient

USCC = "92140213MA0MU7MP45"
_RING = f"k1:{base64.b64encode(bytes(32)).decode()}"
_LICENCE = {
    **{"uscc": USCC, "licence_no": "1", "version": 1, "name": "大同市平城区晓禾饺子馆", "entity_type": "个体工商户"},
    **{"operator_name": "张晓禾", "composition_form": "个人经营", "scope_text": "餐饮服务", "premises": "大庆路33号"},
    **{"authority_code": "14021300", "authority_name": "某局", "registered_on": "2026-11-22"},
    **{"approved_on": "2026-11-22", "issued_on": "2026-11-22", "state": "VALID", "state_label": "有效"},
    **{"valid": True, "verification_url": "http://127.0.0.1/verify"},
}
_REPLACED = _LICENCE | {"state": "REPLACED", "state_label": "已换发", "valid": False}
_ENTITY = {
    **{"uscc": USCC, "name": "大同市平城区晓禾面馆", "status": "歇业", "changed_on": "2027-01-05"},
    "rest": {"first_on": "2027-01-01", "until": "2027-06-30", "service_address": "迎宾街18号"},
    "marks": [{"kind": "abnormal", "zh": "列入经营异常名录", "en": "On an abnormal list", "from_on": "2027-02-01"}],
}


class _Licences:
    def __init__(self, licence: dict[str, Any]) -> None:
        self._licence = licence

    def get(self, path: str, token: None) -> Any:
        assert (path, token) == (f"/licences/{USCC}/verification", None)
        return dict(self._licence)

    def post(self, path: str, token: None, body: Any) -> Any:
        assert (path, body) == ("/verifications/qr", {"cwt": "2oRD"})
        reason = {"code": "licence.replaced", "zh": "已换发，不再有效", "en": "Replaced"}
        return {"genuine": True, "valid": False, "reasons": [reason], "signatures": [], "licence": self._licence}


class _Register:
    def __init__(self, answer: Callable[[], Any]) -> None:
        self._answer = answer

    def get(self, path: str, token: None) -> Any:
        assert (path, token) == (f"/entities/{USCC}/public", None)
        return self._answer()


def _raising(error: Exception) -> Callable[[], Any]:
    def answer() -> Any:
        raise error

    return answer


def portal(licence: dict[str, Any], register: Callable[[], Any]) -> TestClient:
    """The portal with two services that answer as told."""
    keys: dict[str, Any] = {"codec_keys": _RING, "exchange_keys": _RING, "keys": _RING}
    service = build(PortalSettings(**keys, s3_access_key="x", s3_secret_key="x"))
    service.app.state.resources.licence = cast(ServiceClient, _Licences(licence))
    service.app.state.resources.register = cast(ServiceClient, _Register(register))
    return TestClient(service.app)


def test_licence_and_entity() -> None:
    """The state of the licence beside status, present name and marks of the business."""
    client = portal(_LICENCE, lambda: _ENTITY)
    text = client.get(f"/verify/{USCC}").text
    for shown in (
        "现在有效",
        "有效",
        "歇业",
        "2027年6月30日",
        "迎宾街18号",
        "大同市平城区晓禾面馆",
        "列入经营异常名录",
    ):
        assert shown in text
    answer = client.get(f"/verification/{USCC}").json()
    assert (answer["state"], answer["entity"]["status"], answer["unavailable"]) == ("VALID", "歇业", [])


def test_replaced_licence() -> None:
    """A licence that was replaced is genuine, and the page says why it is not valid any more."""
    client = portal(_REPLACED, lambda: _ENTITY)
    assert "现在无效" in client.get(f"/verify/{USCC}").text
    form = client.get("/verify").text
    csrf = form.split('name="csrf" value="')[1].split('"')[0]
    text = client.post("/verify", data={"csrf": csrf, "cwt": "2oRD"}).text
    for shown in ("真实，但现在不再有效", "已换发", "歇业"):
        assert shown in text


@pytest.mark.parametrize(
    ("trouble", "said", "unavailable"),
    [
        (Outage("register.unavailable"), "登记簿暂时没有答复", ["register"]),
        (not_found("register.entity", "没有", "None"), "登记簿中还没有该主体的记载", []),
    ],
)
def test_without_the_register(trouble: Exception, said: str, unavailable: list[str]) -> None:
    """A register that is silent, or has no entry yet, leaves the licence's part of the page."""
    client = portal(_LICENCE, _raising(trouble))
    text = client.get(f"/verify/{USCC}").text
    assert said in text and "大庆路33号" in text
    answer = client.get(f"/verification/{USCC}").json()
    assert (answer["valid"], answer["entity"], answer["unavailable"]) == (True, None, unavailable)
