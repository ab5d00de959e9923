"""The words of filings are written in one place; code names them, and a typing mistake is an error of the types."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalogues.filing_types.words import DocumentKind, PartKind, Section, SignerRole, Stage

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("services", "workflows", "cli", "kernel")

OUTCOMES_TOO = frozenset({Stage.LICENSED, Stage.REJECTED, Stage.WITHDRAWN})
"""Stages that are also called so when they are what became of a file, or of a receipt."""

OF_THEIR_OWN = frozenset(
    {*Stage, *DocumentKind, SignerRole.FAMILY_MEMBER, PartKind.FILING_FACTS, PartKind.REGISTER_FACTS}
)
"""Words that mean nothing else in code, wherever they stand."""

FIELDS_TOO = frozenset({DocumentKind.PREMISES_COMMITMENT, DocumentKind.LICENCE})
"""Words of their own that also name a field, a service or a table."""

BY_PLACE = {
    "stage": frozenset(Stage),
    "kind": frozenset({*DocumentKind, *Section, *PartKind}),
    "section": frozenset(Section),
    "return_to": frozenset(Section),
    "reopen": frozenset(Section),
    "role": frozenset(SignerRole),
}
"""Words that mean something else elsewhere, by what they are compared with or given as."""

PARTS = frozenset({"part", "deposit"})
"""Calls that name a part."""

ALLOWED: dict[str, str] = {}
"""Files in which a bare word stands for something else, and for what."""


def _files() -> list[Path]:
    return sorted(
        path
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if "migrations" not in path.parts and "__pycache__" not in path.parts
    )


def _text(node: ast.AST | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _called(node: ast.AST) -> str:
    """The last word of a name, an attribute or a subscript: `row.stage`, `case["stage"]`, `stage`."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(attr=name):
            return name
        case ast.Subscript(slice=ast.Constant(value=str(name))):
            return name
        case _:
            return ""


def _texts(node: ast.AST) -> Iterator[ast.Constant]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            yield inner


def _by_place(tree: ast.AST) -> Iterator[ast.Constant]:
    for node in ast.walk(tree):
        match node:
            case ast.Compare(left=left, comparators=others):
                sides = [left, *others]
                for words in (BY_PLACE.get(_called(side), frozenset()) for side in sides):
                    yield from (text for side in sides for text in _of_compared(side) if text.value in words)
            case ast.Call(func=func, args=args, keywords=keywords):
                for keyword in keywords:
                    words = BY_PLACE.get(keyword.arg or "", frozenset())
                    if _text(keyword.value) in words and isinstance(keyword.value, ast.Constant):
                        yield keyword.value
                if _called(func) in PARTS:
                    yield from (
                        arg for arg in args if isinstance(arg, ast.Constant) and arg.value in frozenset(PartKind)
                    )
            case ast.Subscript(value=value, slice=ast.Constant() as key) if _called(value) == "parts":
                if key.value in frozenset(PartKind):
                    yield key
            case ast.Subscript(value=ast.Name(id="Literal"), slice=ast.Tuple(elts=choices)):
                if {_text(choice) for choice in choices} <= frozenset(Section):
                    yield from (choice for choice in choices if isinstance(choice, ast.Constant))
            case ast.Match(subject=subject, cases=cases):
                words = BY_PLACE.get(_called(subject), frozenset())
                for case in cases:
                    yield from (text for text in _texts(case.pattern) if text.value in words)


def _of_compared(side: ast.AST) -> Iterator[ast.Constant]:
    """A text, or the texts of a collection: `== "x"`, `in {"x", "y"}`."""
    if isinstance(side, ast.Constant):
        yield side
    elif isinstance(side, (ast.Set, ast.Tuple, ast.List)):
        yield from (each for each in side.elts if isinstance(each, ast.Constant))


def _bare(path: Path) -> list[str]:
    tree = ast.parse(path.read_text("utf-8"))
    shown = {id(text) for node in ast.walk(tree) for text in _in_examples(node)}
    found = {id(text): text for text in _by_place(tree)}
    found |= {id(text): text for text in _texts(tree) if text.value in OF_THEIR_OWN - FIELDS_TOO - OUTCOMES_TOO}
    return [
        f"{path.relative_to(ROOT)}:{text.lineno} {text.value!r}"
        for key, text in sorted(found.items(), key=lambda item: item[1].lineno)
        if key not in shown
    ]


def _in_examples(node: ast.AST) -> Iterator[ast.Constant]:
    """Texts of an example in the API's description: what goes over the wire is text."""
    match node:
        case ast.keyword(arg="json_schema_extra" | "examples" | "example", value=value):
            yield from _texts(value)
        case _:
            return


@pytest.mark.parametrize("room", ROOMS)
def test_words_are_named(room: str) -> None:
    """No section, stage, document kind, part kind or signer's role is written as a bare text."""
    bare = [
        line
        for path in _files()
        if path.relative_to(ROOT).parts[0] == room and str(path.relative_to(ROOT)) not in ALLOWED
        for line in _bare(path)
    ]
    assert bare == []
