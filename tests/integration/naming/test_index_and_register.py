"""The index in memory and the database find the same conflicts."""

from __future__ import annotations

import random

from catalogues.names.composition import compose
from kernel.clock import local_date
from services.naming.domain.comparison import Neighbour, compare
from services.naming.domain.index import NameIndex
from services.naming.domain.keys import keys_of
from services.naming.operations import imports
from services.naming.store import neighbours
from tests.integration.naming.conftest import Naming

_CHARACTERS = "穆木牧静竞敬末未己已重虫阳羊长常香源"


def test_both_find_the_same_conflicts_and_the_same_free_names(naming: Naming) -> None:
    """Over hundreds of names that are much alike, every wish meets the same rules with the same names in both."""
    chance = random.Random(11)

    def name() -> tuple[str, str]:
        trade_name = "".join(chance.choice(_CHARACTERS) for _ in range(chance.choice((2, 2, 3, 4))))
        return trade_name, chance.choice(("饺子", "水饺", "面", "炒菜", "手机"))

    index, lines = NameIndex(), []
    for number, (trade_name, industry) in enumerate({name() for _ in range(400)}):
        parts = compose("140213", trade_name, industry, "店")
        index.add(Neighbour(parts.full_name, keys_of(parts), "in_use"))
        lines.append(
            f'{{"authority_code":"14021300","full_name":"{parts.full_name}","uscc":"{140213600000000 + number}",'
            f'"since":"2024-01-02","trade_name":"{trade_name}","industry":"{industry}","organisation_form":"店",'
            f'"division":"{parts.division}"}}'
        )
    with naming.resources.database.transaction() as session:
        imports._load(session, [imports.ImportedName.model_validate_json(line) for line in lines])
        today, now = local_date(naming.clock.now()), naming.clock.now()
        wishes = [keys_of(compose("140213", *name(), "馆")) for _ in range(120)]
        for keys in wishes:
            near = neighbours.neighbours(session, "140200", keys, now, most=10_000)
            stored = {(o.rule.id, o.conflicting_name) for o in compare(keys, near, today)}
            in_memory = {(o.rule.id, o.conflicting_name) for o in compare(keys, index.neighbours(keys), today)}
            assert stored == in_memory
        assert neighbours.free_places(session, "140200", wishes, now) == tuple(index.free(wishes, today))
