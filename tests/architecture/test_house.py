"""The house's own rules about files, words and documents."""

from __future__ import annotations

import ast
import re
import subprocess

from tests.architecture.rooms import ROOT

_TEXT = {".py", ".md", ".toml", ".lock", ".json", ".yaml", ".yml", ".typ", ".cfg", ".ini", ""}


def _tracked(*suffixes: str) -> list[str]:
    listing = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in listing.splitlines() if not suffixes or name.endswith(suffixes)]


def test_files_are_small() -> None:
    """A Python file past 400 lines has become two rooms."""
    long = {
        name: lines
        for name in _tracked(".py")
        if "/migrations/" not in name and (lines := len((ROOT / name).read_text().splitlines())) > 400
    }
    assert long == {}


def test_packages_are_empty_doors() -> None:
    """`__init__.py` files hold nothing: a module is imported by its own name."""
    assert [n for n in _tracked("__init__.py") if (ROOT / n).read_text().strip()] == []


def test_modules_say_what_they_promise() -> None:
    """Every module begins with a docstring of one claim."""
    silent = []
    for name in _tracked(".py"):
        if name.endswith("__init__.py") or "/migrations/" in name:
            continue
        if not ast.get_docstring(ast.parse((ROOT / name).read_text())):
            silent.append(name)
    assert silent == []


def test_lock_pins_with_hashes_and_names_no_host() -> None:
    """Every pinned dependency has hashes; no registry's address stands in the lock."""
    lock = (ROOT / "requirements.lock").read_text()
    pins = re.findall(r"^[a-z0-9].*?==[^\n]*(?:\\\n(?:[^\n]*\\\n)*[^\n]*)", lock, re.MULTILINE)
    assert len(pins) > 100
    assert all("--hash=sha256:" in pin for pin in pins)
    assert "://" not in lock


def test_every_dependency_has_its_reason() -> None:
    """docs/dependencies.md names each direct dependency with licence and reason."""
    project = (ROOT / "pyproject.toml").read_text()
    listed = (ROOT / "docs/dependencies.md").read_text()
    arrays = re.findall(r"^(?:dependencies|local|dev) = \[(.*?)^\]", project, re.MULTILINE | re.DOTALL)
    names = [re.match(r"[A-Za-z0-9-]+", d) for array in arrays for d in re.findall(r'"([^"]+)"', array)]
    missing = [name.group() for name in names if name and f"| {name.group()} |" not in listed]
    assert missing == []


def test_documents_name_paths_that_exist() -> None:
    """A path in backticks in the documents is one of the tree."""
    rooms = "services|workflows|kernel|catalogues|sandbox|cli|deploy|docs|tests|examples"
    broken = []
    for name in _tracked(".md"):
        for path in re.findall(rf"`((?:{rooms})/[\w./-]+)`", (ROOT / name).read_text()):
            if not (ROOT / path).exists():
                broken.append(f"{name}: {path}")
    assert broken == []


def test_migrations_form_one_line() -> None:
    """Each service's migrations follow one another: no two of them are the newest."""
    before: dict[str, list[str]] = {}
    for name in _tracked(".py"):
        if "/migrations/versions/" in name:
            found = re.search(r'^down_revision = "?([^"\n]+)', (ROOT / name).read_text(), re.MULTILINE)
            before.setdefault(name.split("/")[1], []).append(found[1] if found else "")
    assert {service: each for service, each in before.items() if len(set(each)) < len(each)} == {}
