"""The fictitious population: deterministic, with valid resident ID numbers (GB 11643-1999)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from pydantic import BaseModel, ConfigDict, Field

from kernel.numbers import resident_id_check
from kernel.persons import RESIDENT_ID_CARD, DocumentNumber

"""居民身份证 in the id document types of the registration standard (CB16)."""

_COUNTIES = {
    "140106": "山西省太原市迎泽区",
    "140212": "山西省大同市新荣区",
    "140213": "山西省大同市平城区",
    "140222": "山西省大同市天镇县",
    "140302": "山西省阳泉市城区",
    "140602": "山西省朔州市朔城区",
    "140681": "山西省朔州市怀仁市",
    "140723": "山西省晋中市和顺县",
    "140729": "山西省晋中市灵石县",
    "140923": "山西省忻州市代县",
    "140981": "山西省忻州市原平市",
    "141024": "山西省临汾市洪洞县",
    "141034": "山西省临汾市汾西县",
    "141122": "山西省吕梁市交城县",
    "141182": "山西省吕梁市汾阳市",
    "210106": "辽宁省沈阳市铁西区",
    "210115": "辽宁省沈阳市辽中区",
    "210203": "辽宁省大连市西岗区",
    "210214": "辽宁省大连市普兰店区",
    "210303": "辽宁省鞍山市铁西区",
    "210381": "辽宁省鞍山市海城市",
    "210681": "辽宁省丹东市东港市",
    "210726": "辽宁省锦州市黑山县",
    "210803": "辽宁省营口市西市区",
    "211102": "辽宁省盘锦市双台子区",
    "211403": "辽宁省葫芦岛市龙港区",
}
_SURNAMES = [*"王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"]
_SURNAMES += ["欧阳", "司马", "上官", "诸葛", "慕容", "尉迟"]
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英华玉红建国志晓峰海燕梅雪宁宇浩轩子涵欣怡"


class Facts(BaseModel):
    """What other departments' lists say of a person. `restricted_until` is the end of a false-registration
    restriction (市场主体登记管理条例 第四十条): three years from the revocation, past dates included."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    barred_profession: bool = False
    serious_violation: bool = False
    restricted_until: date | None = None
    litigation: bool = False


class Person(BaseModel):
    """One entry of the register. `sex` 1 male, 2 female (GB/T 2261.1); `ethnic_group` per GB/T 3304;
    `document_valid_until` None means 长期."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1, max_length=100)
    id_number: DocumentNumber = Field(min_length=5, max_length=32)
    id_document_type: str = Field(default=RESIDENT_ID_CARD, pattern=r"^\d{2}$")
    sex: str | None = Field(default=None, pattern="^[0129]$")
    birth_date: date | None = None
    ethnic_group: str = Field(default="01", pattern=r"^\d{2}$")
    residence: str | None = None
    mobile: str | None = None
    document_valid_until: date | None = None
    alive: bool = True
    facts: Facts = Facts()


def resident_id(division: str, born: date, order: int) -> str:
    """The 18-character number of the `order`-th (1–999, odd male) person born that day in that division."""
    first = f"{division}{born:%Y%m%d}{order:03d}"
    return first + resident_id_check(first)


def years_before(day: date, years: int) -> date:
    """The birth date of someone who completes `years` on `day`."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def fictitious_persons(today: date) -> list[Person]:
    """At least 200 adults who are the same every day, and the people whose age matters to the law, who stand
    at their limits (15, 16, 17, 18, 70 years) on `today`."""
    return [*_named(), *_ordinary(), *_at_age_limits(today)]


def _person(
    name: str,
    division: str,
    born: date,
    order: int,
    *,
    ethnic_group: str = "01",
    alive: bool = True,
    valid_until: date | None = date(2046, 1, 1),
    facts: Facts = Facts(),  # noqa: B008 - frozen
    serial: int = 0,
) -> Person:
    return Person(
        name=name,
        id_number=resident_id(division, born, order),
        sex="1" if order % 2 else "2",
        birth_date=born,
        ethnic_group=ethnic_group,
        residence=f"{_COUNTIES.get(division, '山西省太原市')}试验路{order}号",
        mobile=f"199{int(division) % 1000:03d}{serial:05d}",
        document_valid_until=valid_until,
        alive=alive,
        facts=facts,
    )


def _named() -> Iterator[Person]:
    """People for demonstrations: rare characters, names of ethnic minorities, and people on lists."""
    yield _person("穆静", "140102", date(1988, 1, 1), 123, serial=1)
    rare = ["李𠮷", "王䶮", "张㛃", "𠮷田梅", "㐆明", "赵𡋾华", "刘𬱖", "陈𠅤", "马𱁬", "郭𰻝"]
    for number, name in enumerate(rare, start=1):
        yield _person(name, "140213", date(1985, 6, number), 100 + number, serial=10 + number)
    minority = [
        ("阿依古丽·吐尔逊", "05"),
        ("巴特尔·苏和", "02"),
        ("迪丽努尔·买买提艾力", "05"),
        ("扎西·多吉", "04"),
        ("叶尔兰·哈布都拉", "17"),
        ("马·阿布都热合曼", "03"),
        ("金顺姬", "10"),
        ("那日松", "02"),
    ]
    for number, (name, group) in enumerate(minority, start=1):
        yield _person(name, "210106", date(1990, 3, number), 200 + number, ethnic_group=group, serial=30 + number)
    listed = [
        ("公职一", Facts(barred_profession=True)),
        ("军职二", Facts(barred_profession=True)),
        ("失信三", Facts(serious_violation=True)),
        ("限制四", Facts(restricted_until=date(2099, 12, 31))),
        ("期满五", Facts(restricted_until=date(2024, 12, 31))),
        ("诉讼六", Facts(litigation=True)),
    ]
    for number, (name, facts) in enumerate(listed, start=1):
        yield _person(name, "140106", date(1979, 9, number), 300 + number, facts=facts, serial=50 + number)
    yield _person("亡故七", "140106", date(1950, 9, 7), 307, alive=False, serial=57)
    yield _person("证过期", "140106", date(1996, 9, 8), 308, valid_until=date(2022, 9, 8), serial=58)
    for division, name in (("810000", "陈港生"), ("820000", "何澳文"), ("830000", "林台英")):
        yield _person(name, division, date(1990, 1, 1), 1, ethnic_group="01", serial=int(division[:2]))


def _ordinary() -> Iterator[Person]:
    """Two hundred adults born from 1946 to 2005; the same ones on every machine and day."""
    choose = random.Random(20220501)  # noqa: S311 - must be repeatable, not secret
    first_day = date(1946, 1, 1)
    span = (date(2005, 12, 31) - first_day).days
    counties = list(_COUNTIES)
    for serial in range(200):
        born = first_day + timedelta(days=choose.randrange(span))
        name = choose.choice(_SURNAMES) + "".join(choose.sample(_GIVEN, choose.choice((1, 2, 2, 2))))
        # The order number holds the serial, so that no two of them can share a number.
        valid_until = None if born.year <= 1976 else date(2040 + serial % 6, 6, 30)
        yield _person(name, choose.choice(counties), born, 401 + serial, valid_until=valid_until, serial=100 + serial)


def _at_age_limits(today: date) -> Iterator[Person]:
    eve = today + timedelta(days=1)
    limits = [
        ("今满十八", years_before(today, 18)),
        ("明满十八", years_before(eve, 18)),
        ("年十七", years_before(today - timedelta(days=180), 17)),
        ("今满十六", years_before(today, 16)),
        ("明满十六", years_before(eve, 16)),
        ("年十五", years_before(today - timedelta(days=180), 15)),
        ("年七十", years_before(today - timedelta(days=180), 70)),
        ("年百岁", years_before(today - timedelta(days=180), 100)),
    ]
    for number, (name, born) in enumerate(limits, start=1):
        yield _person(name, "140213", born, 900 + number, serial=900 + number)
