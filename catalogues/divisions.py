"""Administrative divisions (GB/T 2260) of the whole country, and the streets of Shanxi and Liaoning."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from catalogues import codes, reading
from catalogues.errors import UnknownCode

PROVINCE, CITY, COUNTY = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Division:
    """One row of the code list.

    `level` is 1 province, 2 prefecture, 3 county. `kind` is `division` for a real division; the others are
    codes that older data may hold: `placeholder` (市辖区, 县 rows between a municipality and its districts),
    `stat_zone` (development zones of the statistics bureau) and `stat_or_superseded`.
    """

    code: str
    name: str
    level: int
    parent_code: str
    full_name: str
    kind: str

    @property
    def is_real(self) -> bool:
        return self.kind == "division"


@dataclass(frozen=True, slots=True)
class Street:
    """A street, town or township. Identified by county and name, since the two official code lists disagree.

    `status` is `current`, `mca_only` or `nbs_only` (listed by one of the two sources), `withdrawn`, or
    `historic_in_notice`. A code that a source does not give is empty.
    """

    county_code: str
    name: str
    kind: str
    mca_code: str
    nbs_code: str
    status: str

    @property
    def in_use(self) -> bool:
        return self.status in {"current", "mca_only", "nbs_only"}


@cache
def _by_code() -> dict[str, Division]:
    return {
        row["code"]: Division(
            code=row["code"],
            name=row["name"],
            level=int(row["level"]),
            parent_code=row["parent_code"],
            full_name=row["full_name"],
            kind=row["kind"],
        )
        for row in reading.rows("divisions_national_county.csv")
    }


@cache
def _streets_by_county() -> dict[str, tuple[Street, ...]]:
    found: dict[str, list[Street]] = defaultdict(list)
    for row in reading.rows("divisions_street_shanxi_liaoning.csv"):
        found[row["county_code"]].append(
            Street(
                county_code=row["county_code"],
                name=row["name"],
                kind=row["type"],
                mca_code=row["mca_code9"],
                nbs_code=row["nbs_code9"],
                status=row["status"],
            )
        )
    return {county: tuple(streets) for county, streets in found.items()}


def get(code: str) -> Division:
    """The division of a six-digit code, placeholders and statistical codes included. Raises UnknownCode."""
    try:
        return _by_code()[code]
    except KeyError:
        raise UnknownCode("divisions", code) from None


def find(code: str) -> Division | None:
    """Like `get`, for codes that may be historic (an identity card keeps the code of its day)."""
    return _by_code().get(code)


@cache
def real() -> tuple[Division, ...]:
    """Every division in force, of all levels, in the order of the codes."""
    return tuple(division for division in _by_code().values() if division.is_real)


@cache
def provinces() -> tuple[Division, ...]:
    """The 34 province-level divisions."""
    return tuple(d for d in _by_code().values() if d.level == PROVINCE and d.is_real)


@cache
def counties(province_code: str) -> tuple[Division, ...]:
    """All county-level divisions of a province. Raises UnknownCode."""
    prefix = get(province_code).code[:2]
    return tuple(d for d in _by_code().values() if d.level == COUNTY and d.is_real and d.code.startswith(prefix))


@cache
def children(code: str) -> tuple[Division, ...]:
    """The real divisions one step below; for a municipality its districts. Raises UnknownCode.

    A placeholder such as 110100 answers with the counties that share its first four digits.
    """
    parent = get(code)
    if parent.kind == "placeholder":
        return tuple(d for d in _by_code().values() if d.level == COUNTY and d.is_real and d.code.startswith(code[:4]))
    return tuple(d for d in _by_code().values() if d.is_real and d.parent_code == code)


def county_in(address: str) -> Division | None:
    """The county-level division that an address begins with, the province written out or not; None where it names
    none, such as one that is no more."""
    plain = "".join(address.split())
    found = [county for county in _real_counties() if plain.startswith(county.full_name)]
    if not found:
        found = [
            county
            for county in _real_counties()
            if plain.startswith(county.full_name.removeprefix(province_of(county.code).name))
        ]
    longest = max(found, key=lambda county: len(county.full_name), default=None)
    return longest if len(found) == 1 or (longest and plain.startswith(longest.full_name)) else None


@cache
def _real_counties() -> tuple[Division, ...]:
    return tuple(division for division in _by_code().values() if division.level == COUNTY and division.is_real)


def county_of(code: str) -> Division:
    """The county-level division that a longer code (street, authority) begins with. Raises UnknownCode."""
    county = get(code[:6])
    if county.level != COUNTY:
        raise UnknownCode("counties", code)
    return county


def province_of(code: str) -> Division:
    """The province that a code begins with. Raises UnknownCode."""
    if len(code) < 2:
        raise UnknownCode("provinces", code)
    return get(code[:2] + "0000")


def city_of(code: str) -> Division | None:
    """The prefecture above a county; None where the county belongs to the province directly."""
    division = get(code)
    if division.level == CITY:
        return division if division.is_real else None
    parent = get(division.parent_code) if division.parent_code else None
    return parent if parent is not None and parent.level == CITY and parent.is_real else None


def full_name(code: str) -> str:
    """Province, prefecture and county written together, without placeholder words. Raises UnknownCode."""
    division = get(code)
    if division.kind == "placeholder":
        return get(division.parent_code).full_name
    return division.full_name


def name_prefix(code: str) -> str:
    """The division as it stands at the head of a business name. Raises UnknownCode.

    A district carries the name of its city (企业名称登记管理规定 Art. 7): 140213 → 大同市平城区. A county, a
    county-level city or a banner stands alone. A code that is not a division of its own (placeholder,
    development zone) answers with the division it lies in; a prefecture or province with its own name.
    """
    division = get(code)
    if not division.is_real and division.kind != "stat_or_superseded":
        return name_prefix(division.parent_code)
    if division.level == COUNTY and division.name.endswith("区") and not division.name.endswith("特区"):
        parent = get(division.parent_code)
        city = get(parent.parent_code) if parent.kind == "placeholder" else parent
        if city.name.endswith("市"):
            return city.name + division.name
    return division.name


def streets(county_code: str, *, include_historic: bool = False) -> tuple[Street, ...]:
    """Streets, towns and townships of a county; empty outside Shanxi and Liaoning. Raises UnknownCode."""
    get(county_code)
    found = _streets_by_county().get(county_code, ())
    return tuple(street for street in found if include_historic or street.in_use)


def street(county_code: str, name: str) -> Street:
    """One street by its name, withdrawn ones included (an older address may name it). Raises UnknownCode."""
    for candidate in streets(county_code, include_historic=True):
        if candidate.name == name:
            return candidate
    raise UnknownCode("streets", name)


_ENDINGS = (
    "特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "自治州", "自治县", "自治旗",
    "地区", "林区", "特区", "矿区", "新区", "省", "市", "县", "区", "旗", "盟",
)  # fmt: skip


@cache
def _ethnic_names() -> tuple[str, ...]:
    """Names as autonomous divisions carry them: 满族, and without 族 where two characters are left."""
    full = {name for name in codes.items("ethnic_groups_gbt3304").values() if name.endswith("族")}
    short = {name.removesuffix("族") for name in full if len(name) > 2}
    return tuple(sorted(full | short, key=len, reverse=True))


def short_name(division: Division) -> str:
    """The proper part of a name: 平城区 → 平城, 宽甸满族自治县 → 宽甸. A single character keeps it."""
    name = division.name
    for ending in _ENDINGS:
        if name.endswith(ending):
            stem = name.removesuffix(ending)
            if ending.startswith("自治"):
                stem = _without_ethnic_names(stem)
            return stem if len(stem) > 1 else name
    return name


def _without_ethnic_names(stem: str) -> str:
    shortened = True
    while shortened:
        shortened = False
        for ethnic in _ethnic_names():
            if stem.endswith(ethnic) and len(stem) > len(ethnic) + 1:
                stem, shortened = stem.removesuffix(ethnic), True
                break
    return stem


@cache
def short_names() -> frozenset[str]:
    """Proper parts of the names of all divisions from county level up (not to be used as a trade name:
    企业名称登记管理规定 Art. 8)."""
    return frozenset(map(short_name, real()))


@cache
def _written_forms() -> frozenset[str]:
    """Every way in which an address may begin with a division, from the full form to the county alone."""
    forms: set[str] = set()
    for division in _by_code().values():
        if division.is_real:
            province = province_of(division.code).name
            forms |= {division.full_name, division.full_name.removeprefix(province), division.name}
            forms.add(division.full_name.replace(province, province + "市辖区", 1))
    return frozenset(form for form in forms if form)


@cache
def _longest_form() -> int:
    return max(map(len, _written_forms()))


def division_part(address: str) -> str:
    """The head of an address that names divisions, at most down to the county; empty if it names none."""
    for length in range(min(len(address), _longest_form()), 0, -1):
        if address[:length] in _written_forms():
            return address[:length]
    return ""
