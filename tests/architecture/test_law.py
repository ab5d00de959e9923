"""No text cites what is no law: not in the catalogues, the code, the templates or the documents."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cli.law import Use, faults, uses

ROOT = Path(__file__).resolve().parents[2]


def test_every_citation_is_law_on_the_days_it_is_used() -> None:
    """Every citation names an instrument of catalogues/data/law.json that is in force on the first and on the last day
    on which the text counts, under the number the article has on it."""
    wrong = [f"{use.where}: {use.text} is {', '.join(kinds)}" for use in uses(ROOT) if (kinds := faults(use))]
    assert wrong == []


@pytest.mark.parametrize(
    ("kind", "line", "told"),
    [
        ("a repealed order", 'ARTICLE = "个体工商户名称登记管理办法第十条"', ["repealed"]),
        ("an article renumbered since", '"""网络安全法 Art. 21."""', ["moved"]),
        ("a law nobody knows", 'ARTICLE = "某某登记办法第三条"', ["unknown"]),
        ("a short form inside a longer title", 'ARTICLE = "某某管理条例第三条"', ["unknown"]),
        ("the second of two", 'ARTICLE = "条例第十条；某某法第三条"', ["unknown"]),
        ("in English words", '"""As the law wants (某某法 Art. 3)."""', ["unknown"]),
        ("what goes on after a mark", 'ARTICLE = "《中华人民共和国行政许可法》第三十八条、第三十九条"', []),
        ("an old text for old days", 'X = {"until": "2023-09-30", "text": "个体工商户名称登记管理办法第十条"}', []),
        (
            "an old text beyond its days",
            'X = {"until": "2023-10-01", "text": "个体工商户名称登记管理办法第十条"}',
            ["repealed"],
        ),
        ("before its days", 'X = {"from": "2025-07-14", "text": "个体工商户登记管理规定第十四条"}', ["not_yet"]),
        ("law in force", 'ARTICLE = "企业名称登记管理规定实施办法第五十三条"', []),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value and "=" not in value else "",
)
def test_wrong_law_is_found(kind: str, line: str, told: list[str], tmp_path: Path) -> None:
    """In code, whoever cites it, in Chinese or English."""
    room = tmp_path / "services"
    room.mkdir()
    (room / "words.py").write_text(line + "\n", "utf-8")
    assert [kind for use in uses(tmp_path) for kind in faults(use)] == told


@pytest.mark.parametrize("name", ["page.html", "paper.typ", "pages.po"])
def test_templates_and_translations_are_read_too(name: str, tmp_path: Path) -> None:
    """A page, a document and a translation that cite a repealed order are found."""
    room = tmp_path / "services"
    room.mkdir()
    (room / name).write_text("依据个体工商户名称登记管理办法第十条\n", "utf-8")
    assert [faults(use) for use in uses(tmp_path)] == [("repealed",)]


def test_a_catalogue_is_read_with_its_days(tmp_path: Path) -> None:
    """Of two texts by date each is asked for its own days; what cannot be read as a citation is unknown."""
    room = tmp_path / "catalogues" / "data"
    room.mkdir(parents=True)
    (room / "x.json").write_text(
        '[{"id": "X-1", "basis": [{"until": "2023-09-30", "text": "个体工商户名称登记管理办法第十条"},'
        ' {"from": "2023-10-01", "text": "企业名称登记管理规定实施办法第十二条（条号待核）"}]}]',
        "utf-8",
    )
    first, second = uses(tmp_path)
    assert (first.where, first.last, faults(first)) == ("x.json X-1", date(2023, 9, 30), ())
    assert faults(second) == ("unknown",)


def test_a_citation_without_article_is_none_in_prose() -> None:
    """Only a place makes a citation; a title alone is none."""
    assert faults(Use("条例", "中华人民共和国市场主体登记管理条例", (), "x")) == ()
