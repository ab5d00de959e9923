"""The organs of a company as a chart: who decides, who runs it, who watches over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.portal.domain.parties import Founding

WIDTH, GAP, _LINE, _TITLE = 320, 22, 20, 26
"""Of the drawing, in its own units."""
_WHOLE, _HALF = (0, WIDTH), (0, 196)
_BESIDE = (212, WIDTH - 212)


@dataclass(frozen=True, slots=True)
class Box:
    """An organ: its `title`, who sits in it, and where it is drawn."""

    title: str
    names: Sequence[str]
    left: int
    width: int
    top: int
    height: int

    @property
    def middle(self) -> int:
        return self.left + self.width // 2


@dataclass(frozen=True, slots=True)
class Chart:
    """`boxes` from above to below; a line leads to each from the one over it, to the supervisors from the first."""

    boxes: Sequence[Box]
    height: int


def chart(founding: Founding) -> Chart | None:
    """None while nobody fills a post."""
    directors = founding.in_post("chair", "director")
    managers = founding.in_post("manager")
    supervisors = founding.in_post("supervisor")
    if not (directors or managers or supervisors):
        return None
    holders = [each.name for each in founding.people if each.said.get("amount")]
    first = _box("股东会" if len(holders) > 1 else "股东", holders, _WHOLE, 0)
    boxes, top = [first], first.height + GAP
    if supervisors:
        title = "监事会" if len(supervisors) > 1 else "监事"
        boxes.append(_box(title, [each.name for each in supervisors], _BESIDE, top))
    deepest = boxes[-1].top + boxes[-1].height
    for title, people in (("董事会" if len(directors) > 1 else "董事", directors), ("经理", managers)):
        if people:
            boxes.append(_box(title, [each.name for each in people], _HALF, top))
            top += boxes[-1].height + GAP
            deepest = max(deepest, top - GAP)
    return Chart(boxes, deepest)


def _box(title: str, names: Sequence[str], across: tuple[int, int], top: int) -> Box:
    left, width = across
    return Box(title, names, left, width, top, _TITLE + _LINE * max(1, len(names)))
