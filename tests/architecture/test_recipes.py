"""The recipes of CONTRIBUTING lead where the code is; one of them is followed to the end."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from catalogues import form_fields
from services.filing.api.forms import OperatorForm
from services.filing.domain.operator import Operator
from services.portal.domain.forms import OPERATOR_FORM, operator_of

ROOT = Path(__file__).resolve().parents[2]
RECIPES = (
    "Add a filing type",
    "Add a field to a form",
    "Add an item to the licence",
    "Add a rule of automatic approval",
    "Add an event for an agency",
)
FIELD = "residence"
"""A field of the operator's form that goes wherever a field can go."""

TYPED = [field.id for field in form_fields.get(OPERATOR_FORM).fields if field.is_typed]


def recipe(title: str) -> str:
    """A section of CONTRIBUTING."""
    [text] = re.findall(
        rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", (ROOT / "CONTRIBUTING.md").read_text(), re.M | re.S
    )
    return str(text)


def paths(text: str) -> list[str]:
    """The files of the tree it names, in its order."""
    return re.findall(r"`((?:services|workflows|catalogues|kernel|cli|sandbox|tests)/[\w./-]+)`", text)


@pytest.mark.parametrize("title", RECIPES)
def test_recipe_names_files_that_exist(title: str) -> None:
    """Whoever follows a recipe finds each file it names."""
    named = paths(recipe(title))
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_field_is_added_in_four_files() -> None:
    """The numbered steps of the recipe name no more than four files."""
    steps = re.findall(r"^\d\. `([^`]+)`", recipe("Add a field to a form"), re.M)
    assert len(steps) == 4 and steps == paths(recipe("Add a field to a form"))[:4]


@pytest.mark.parametrize("item", ["composition_form", "entity_type", "scope_text"])
def test_licence_item_is_added_in_four_files(item: str) -> None:
    """An item of the licence stands in the four files of the recipe and nowhere else in the licence service."""
    places = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "services/licence").rglob("*")
        if path.suffix in {".py", ".typ"} and "migrations" not in path.parts
        if re.search(rf"\b{item}\b", path.read_text())
    ]
    assert sorted(places) == sorted(paths(recipe("Add an item to the licence"))[:4])


def test_field_stands_where_the_recipe_says() -> None:
    """A field that goes everywhere is found in the files of the recipe and in no others of the two services."""
    places = [
        str(path.relative_to(ROOT))
        for room in ("services/filing", "services/portal", "catalogues/data")
        for path in (ROOT / room).rglob("*")
        if path.suffix in {".py", ".html", ".typ", ".json", ".js"} and re.search(rf"\b{FIELD}\b", path.read_text())
    ]
    named = {path for path in paths(recipe("Add a field to a form")) if not path.startswith("tests/")}
    assert set(places) == named - {"catalogues/data/source.toml"}


@pytest.mark.parametrize("field", TYPED)
def test_every_field_of_the_catalogue_is_asked_sent_and_kept(field: str) -> None:
    """One that stands in the catalogue of forms is on the page, sent by the portal, taken by the API and kept."""
    page = (ROOT / "services/portal/templates").joinpath
    asked = page("operator.html").read_text() + page("operator_born.html").read_text()
    assert f'"{field}"' in asked
    typed = {"id_document_type": "40", "composition_form": "1"} | {field: "1"}
    assert field in operator_of(typed)
    assert field in OperatorForm.model_fields
    assert field in Operator.model_fields
