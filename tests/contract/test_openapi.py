"""The published descriptions of the APIs say what is done, what goes wrong, and name no person in an address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.architecture.rooms import SERVICES, built

_PERSONAL = {
    "id_number",
    "mobile",
    "phone",
    "operator",
    "operator_name",
    "reviewer",
    "real_name",
    "residence",
    "email",
    "account_name",
}
_METHODS = {"get", "put", "post", "patch", "delete"}


@pytest.fixture(scope="module")
def descriptions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    with built(tmp_path_factory.mktemp("home")) as services:
        return {name: service.app.openapi() for name, service in services.items()}


def _operations(description: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            if method in _METHODS:
                yield f"{method.upper()} {path}", operation


@pytest.mark.parametrize("service", SERVICES)
def test_operations_say_what_they_do(descriptions: dict[str, dict[str, Any]], service: str) -> None:
    """Each has a summary and a description of its own."""
    operations = list(_operations(descriptions[service]))
    assert operations
    assert [name for name, o in operations if not (o.get("summary") and o.get("description"))] == []


@pytest.mark.parametrize("service", SERVICES)
def test_problems_are_described(descriptions: dict[str, dict[str, Any]], service: str) -> None:
    """Refusals and outages are described as the problem documents they are (RFC 9457)."""
    description = descriptions[service]
    for name, operation in _operations(description):
        for status in ("4XX", "503"):
            referred = operation["responses"][status]["$ref"].rsplit("/", 1)[1]
            (media_type,) = description["components"]["responses"][referred]["content"]
            assert media_type == "application/problem+json", name
        assert "422" not in operation["responses"], name
    problem = description["components"]["schemas"]["Problem"]
    assert {"code", "detail", "detail_en", "errors"} <= set(problem["required"])


@pytest.mark.parametrize("service", SERVICES)
def test_addresses_name_no_person(descriptions: dict[str, dict[str, Any]], service: str) -> None:
    """No path or query asks for what identifies a natural person: addresses end up in logs and histories."""
    asked = {
        f"{name}: {parameter['name']}"
        for name, operation in _operations(descriptions[service])
        for parameter in operation.get("parameters", ())
        if parameter["in"] in {"path", "query"} and parameter["name"] in _PERSONAL
    }
    assert asked == set()


@pytest.mark.parametrize("service", SERVICES)
def test_lists_have_one_envelope(descriptions: dict[str, dict[str, Any]], service: str) -> None:
    """No list is answered bare, and every one is leafed through by `cursor` and `limit`."""
    for name, operation in _operations(descriptions[service]):
        if not name.startswith("GET "):
            continue
        asked = {parameter["name"] for parameter in operation.get("parameters", ()) if parameter["in"] == "query"}
        assert not asked & {"page", "size", "offset", "after", "before"}, name
        assert ("cursor" in asked) == ("limit" in asked), name
        schema = operation["responses"].get("200", {}).get("content", {}).get("application/json", {}).get("schema", {})
        assert schema.get("type") != "array", name


@pytest.mark.parametrize("service", SERVICES)
def test_things_are_named_in_one_way(descriptions: dict[str, dict[str, Any]], service: str) -> None:
    """An application and a code have one form in the addresses of every service."""
    forms = {"application_no": "^[0-9]{23}$", "uscc": "^[0-9A-Za-z]{18}$"}
    for name, operation in _operations(descriptions[service]):
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "path" and parameter["name"] in forms:
                assert parameter["schema"]["pattern"] == forms[parameter["name"]], name
