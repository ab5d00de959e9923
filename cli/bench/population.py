"""Fictitious applicants by the hundred: valid numbers, distinct names, shops next door to each other."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from catalogues import sole_trader_types
from catalogues.names.composition import compose
from cli.registration.form import RegistrationForm
from kernel.numbers import resident_id_check
from services.naming.domain.judging import examine

_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
_GIVEN = "安宁乐怡欣悦舒雅清平和顺康泰丰盈嘉瑞祥睿哲思远志诚信义仁德厚朴素纯真"


def applicants(form: RegistrationForm, count: int, seed: int) -> Iterator[tuple[RegistrationForm, dict[str, Any]]]:
    """Registrations and the persons behind them, as the sandbox's registry takes them; each seed gives others.

    No name is one that a registrar would look at: what is measured goes without a person.
    """
    chance = random.Random(seed)  # noqa: S311 - fictitious people, not secrets
    names = _trade_names(form, chance)
    for number in range(count):
        born = date(1970, 1, 1) + timedelta(days=chance.randrange(365 * 30))
        body = f"140213{born:%Y%m%d}{chance.randrange(1000):03d}"
        person = {
            "name": chance.choice(_SURNAMES) + chance.choice(_GIVEN) + chance.choice(_GIVEN),
            "id_number": body + resident_id_check(body),
        }
        serial = seed % 1000 * 1000 + number
        wanted = form.for_person(person, f"15{serial:09d}", number)
        assert wanted.name
        yield (
            wanted.model_copy(
                update={
                    "name": wanted.name | {"trade_name": next(names), "similar_confirmed": True},
                    "account": wanted.account | {"account_name": f"bench_{serial:06d}"},
                    "premises": wanted.premises | {"detail": f"迎宾街{serial // 300 + 1}号{serial % 300 + 1}铺"},
                }
            ),
            person,
        )


def _trade_names(form: RegistrationForm, chance: random.Random) -> Iterator[str]:
    """Three lucky characters each, in any order, without those that say something else together (清真)."""
    shops = [a + b + c for a in _GIVEN for b in _GIVEN for c in _GIVEN if len({a, b, c}) == 3]
    chance.shuffle(shops)
    kind = sole_trader_types.get(form.application["type_code"])
    assert form.name
    for shop in shops:
        parts = compose(
            form.application["county_code"],
            shop,
            form.name["industry"],
            form.name["organisation_form"],
            kind=form.entity_kind,
        )
        if all(objection.severity == "note" for objection in examine(parts, kind, None, form.entity_kind)):
            yield shop
