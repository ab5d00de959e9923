"""Names as people choose them: surnames, given names and lucky characters before the words of their trade."""

from __future__ import annotations

import random
from collections.abc import Iterator

from catalogues import sole_trader_types
from catalogues.names import places
from catalogues.names.composition import NameParts, compose
from catalogues.sole_trader_types import SoleTraderType

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高何郭罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁"
    "潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范石廖贾韦付方白邹孟熊秦邱江"
)
GIVEN = (
    "强伟勇军磊洋涛超杰娟艳霞敏丽静秀英芳燕红梅玲桂兰平刚斌辉鹏飞宇浩凯晨轩"
    "涵梓萱怡欣然思雨诗琪穆尹薛闫段雷侯史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_AFTER_SURNAME = ("记", "家", "氏")
_BEFORE_SURNAME = ("老", "小", "阿")


def ordinary_names(county_code: str, count: int, seed: int) -> Iterator[tuple[SoleTraderType, NameParts]]:
    """So many names of every type open for self-service in turn, the same for the same seed; nothing is left out."""
    chance = random.Random(seed)  # noqa: S311 - invented names, not secrets
    kinds = sole_trader_types.enabled()
    lucky = sorted(places.chosen_characters())
    for number in range(count):
        kind = kinds[number % len(kinds)]
        industry, form = chance.choice(kind.name_industry_terms), chance.choice(kind.organisation_forms)
        yield kind, compose(county_code, _trade_name(chance, lucky), industry, form)


def _trade_name(chance: random.Random, lucky: list[str]) -> str:
    surname = chance.choice(SURNAMES)
    match chance.randrange(4):
        case 0:
            return surname + "".join(chance.choice(GIVEN) for _ in range(chance.choice((1, 2))))
        case 1:
            return surname + chance.choice(_AFTER_SURNAME)
        case 2:
            return chance.choice(_BEFORE_SURNAME) + surname
        case _:
            return "".join(chance.choice(lucky) for _ in range(chance.choice((2, 2, 3))))
