"""证照热力地图: where and when licences were issued, as tiles with a table behind them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response

from catalogues.divisions import Division
from catalogues.errors import UnknownCode
from kernel.clock import local_date
from kernel.errors import not_found
from services.portal.api.rendering import page
from services.portal.api.staff.lists import Day, day, searched
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import LicenceReader, Visit
from services.portal.domain import heat
from services.portal.operations.resources import Resources

Period = Literal["day", "month", "year"]
_NARROW, _WIDE = 4, 9


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/licences/map", include_in_schema=False, route_class=PageRoute)

    @routes.get("")
    def show_map(
        visit: LicenceReader,
        place: Annotated[str, Query(pattern="^([0-9]{6})?$")] = "",
        since: Annotated[Day, Query(alias="from")] = "",
        until: Annotated[Day, Query(alias="to")] = "",
        period: Period = "month",
    ) -> Response:
        """The divisions one step below a place, or a county's streets, that the authority answers for."""
        own = _own(visit)
        at = heat.place_within(place, own) if place else own
        if at is None:
            raise not_found(
                "place", "没有找到该区划，或者不属于本机关", "There is no such place in your authority's area"
            )
        typed = {"from": since, "to": until}
        counts, faults = searched(lambda: _counts(visit, period, typed), [])
        found = heat.places(at, counts)
        way = heat.way_down(at)
        return page(
            visit,
            "licences/map.html",
            422 if faults else 200,
            at=at,
            way=way[way.index(own) :] if own in way else [at],
            found=found,
            total=sum(each.count for each in found),
            narrow=heat.chart(found, _NARROW),
            wide=heat.chart(found, _WIDE),
            legend=heat.legend(found),
            periods=heat.by_period(at, counts),
            period=period,
            typed=typed,
            spans=heat.spans(local_date(resources.clock.now())),
            faults=faults,
        )

    def _counts(visit: Visit, period: str, typed: dict[str, str]) -> Any:
        wanted = {f"{name}_day": day(name, text).isoformat() for name, text in typed.items() if text}
        return resources.licence.get("/statistics/heat", visit.token, period=period, **wanted)["counts"]

    return routes


def _own(visit: Visit) -> Division:
    try:
        return heat.own_place(visit.authority)
    except UnknownCode:
        raise not_found("place", "没有找到本机关的区划", "Your authority's area is unknown") from None
