"""Founders, one person a page: what a browser sends becomes the section, and what is said of it finds its page."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from kernel.errors import Finding
from services.portal.domain import organs, parties, shares, task_list
from workflows.contract import Step

CHOICES = {
    "posts": [{"code": "director", "zh": "董事", "en": "Director"}],
    "manners": [{"code": "money", "zh": "货币", "en": "Money"}],
}
SECTION: dict[str, Any] = {
    "representative": {"posts": ["director", "manager"], "amount": "60", "manner": "money", "due_on": "2031-06-30"},
    "others": [
        {"name": "郑安宁", "id_number": "1", "posts": ["supervisor"], "amount": "25", "manner": None},
        {"name": "冯欣悦", "id_number": "2", "posts": [], "amount": "15"},
    ],
    "without_supervisor": False,
}
NUMBER = "14021311202611280000017"


def _finding(code: str, pointer: str) -> Finding:
    return Finding(f"filing.{code}", "有误", "Wrong", pointer)


def test_a_person_more_less_or_another_one() -> None:
    """Everybody else stays as they were; what was left empty is not sent."""
    said = parties.said_of({"name": " 王五 ", "is_shareholder": "no", "amount": "9"}, ["manager"], parties.NEW)
    assert said == {"name": "王五", "posts": ["manager"]}
    added, place = parties.with_person(SECTION, parties.NEW, said)
    assert place == "2" and added["others"][2] == said and added["others"][0]["name"] == "郑安宁"
    assert "manner" not in added["others"][0]
    replaced, place = parties.with_person(SECTION, "0", said)
    assert (place, [each["name"] for each in replaced["others"]]) == ("0", ["王五", "冯欣悦"])
    assert [each["name"] for each in parties.without_person(SECTION, "0")["others"]] == ["冯欣悦"]
    assert len(parties.without_person(SECTION, "7")["others"]) == 2
    first, place = parties.with_person({}, parties.NEW, said)
    assert (first["others"], place) == ([said], "0")


def test_an_organisation_stands_under_its_own_name() -> None:
    """Its name and code are kept with whoever signs for it, through every saving of their page."""
    typed = {"name": "王五", "organisation": "虚构商贸有限公司", "uscc": "91140213MA0KHNK241", "is_shareholder": "no"}
    said = parties.said_of(typed, [], parties.NEW)
    assert said == {**{name: typed[name] for name in ("name", "organisation", "uscc")}, "posts": []}
    content, place = parties.with_person(SECTION, parties.NEW, said)
    founder = parties.founders(content, "张三")[-1]
    assert (founder.name, founder.typed["uscc"], founder.typed["name"]) == (
        typed["organisation"],
        typed["uscc"],
        "王五",
    )
    again, _ = parties.with_person(content, place, parties.said_of(founder.typed, founder.posts, place))
    assert again["others"][int(place)] == said


def test_whoever_represents_is_named_elsewhere() -> None:
    """Their page asks for contribution and posts alone."""
    typed = {"name": "x", "is_shareholder": "yes", "amount": "60", "manner": "money", "due_on": "2031-06-30"}
    said = parties.said_of(typed, ["director"], parties.REPRESENTATIVE)
    assert said == {"amount": "60", "manner": "money", "due_on": "2031-06-30", "posts": ["director"]}
    content, place = parties.with_person(SECTION, parties.REPRESENTATIVE, said)
    assert (content["representative"], place) == (said, parties.REPRESENTATIVE)


def test_what_is_said_finds_its_page() -> None:
    """A person's own faults stand at the fields of their page, what concerns all of them in the list."""
    found = (
        _finding("after_five_years", "/parties/others/1/due_on"),
        _finding("supervisors", "/parties/representative/posts"),
        _finding("not_acting", "/parties/representative/posts"),
        _finding("sum_differs", "/premises/capital_amount"),
        _finding("members", "/parties/others"),
    )
    assert [each.pointer for each in parties.of_person(found, "1")] == ["/due_on"]
    assert [each.code for each in parties.of_person(found, "representative")] == ["filing.not_acting"]
    codes = [each.code for each in parties.of_all(found)]
    assert codes == ["filing.supervisors", "filing.sum_differs", "filing.members"]
    other = _finding("required", "/operator/name")
    assert parties.concerning((*found, other)) == found


def test_picture_and_table_say_the_same() -> None:
    """Percentages of one decimal; whoever contributes nothing holds nothing."""
    picture = shares.drawn([("甲", "60"), ("乙", Decimal(25)), ("丙", "15"), ("丁", None), ("戊", "x")])
    assert picture and picture.total == 100
    assert [(each.name, str(each.percent)) for each in picture.shares] == [
        ("甲", "60.0"),
        ("乙", "25.0"),
        ("丙", "15.0"),
    ]
    assert picture.shares[0].length > picture.shares[1].length > picture.shares[2].length
    assert shares.drawn([("甲", None)]) is None


def test_chart_of_the_organs() -> None:
    """Shareholders over directors over the manager, the supervisor beside; nothing while nobody has a post."""
    application = {"founding": CHOICES, "parties": {"section": SECTION}, "operator": {"section": {"name": "穆静"}}}
    founding = parties.founding_of(application)
    assert founding and founding.signers == 3 and founding.is_supervised
    chart = organs.chart(founding)
    assert chart
    assert [(box.title, list(box.names)) for box in chart.boxes] == [
        ("股东会", ["穆静", "郑安宁", "冯欣悦"]),
        ("监事", ["郑安宁"]),
        ("董事", ["穆静"]),
        ("经理", ["穆静"]),
    ]
    assert max(box.top + box.height for box in chart.boxes) == chart.height
    nobody = parties.founding_of({"founding": CHOICES, "parties": None, "operator": None})
    assert nobody and organs.chart(nobody) is None
    assert parties.founding_of({"founding": None}) is None


def test_tasks_of_a_company() -> None:
    """Whoever represents it and its founders are confirmed together; each is done once nothing is missing there."""
    missing = [{"code": "filing.sum_differs", "pointer": "/parties/others/0/due_on", "zh": "有误", "en": "Wrong"}]
    application: dict[str, Any] = {
        "application_no": NUMBER,
        "premises": {},
        "operator": {},
        "parties": {},
        "details": None,
        "missing_for_documents": missing,
    }
    made = task_list.tasks(application, {Step.DECLARE_NAME, Step.CONFIRM_OPERATOR}, (), ())
    assert [(each.page, each.state) for each in made][:4] == [
        ("name", task_list.DONE),
        ("operator", task_list.DONE),
        ("parties", task_list.BEGUN),
        ("details", task_list.TODO),
    ]
    assert made[1].title == "法定代表人信息"
    untouched = application | {"operator": None, "parties": None, "missing_for_documents": []}
    made = task_list.tasks(untouched, {Step.DECLARE_NAME, Step.CONFIRM_OPERATOR}, (), ())
    assert [each.state for each in made[1:3]] == [task_list.TODO, task_list.TODO]
