"""Who stood at the window and took a paper licence: shown a document, signed for it."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from catalogues import codes
from kernel.errors import Finding
from kernel.handwriting import Point
from kernel.masking import mask_id_number
from kernel.persons import is_person_name, normal_document_number, normal_name
from kernel.printable import unprintable
from services.licence.domain.addressee import missing, number_faults, wrong


class Signed(StrEnum):
    """DRAWN: by hand in the page's box; ON_PAPER: on the office's own list."""

    DRAWN = "DRAWN"
    ON_PAPER = "ON_PAPER"


class Collector(BaseModel):
    """`strokes` of a drawn signature, `aspect` its pad's width over height."""

    model_config = ConfigDict(frozen=True)

    name: str
    id_document_type: str
    id_number: str
    signed: Signed
    strokes: tuple[tuple[Point, ...], ...] = ()
    aspect: float | None = None

    def tidied(self) -> Collector:
        """Name and number in their normal form."""
        return self.model_copy(
            update={
                "name": normal_name(self.name),
                "id_number": normal_document_number(self.id_document_type, self.id_number),
            }
        )

    def masked_number(self) -> str:
        return mask_id_number(self.id_number)

    def picture(self) -> bytes:
        """The drawn signature as an SVG, 600 units wide."""
        width, height = 600.0, 600.0 / (self.aspect or 2.0)
        lines = "".join(
            '<polyline points="{}"/>'.format(" ".join(f"{p.x * width:.1f},{p.y * height:.1f}" for p in stroke))
            for stroke in self.strokes
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}"'
            f' fill="none" stroke="#111" stroke-width="4" stroke-linecap="round">{lines}</svg>'
        ).encode()


def faults(collector: Collector) -> list[Finding]:
    """What is missing or wrong, each at its field; the name's is `/recipient`."""
    found = []
    if collector.id_document_type not in codes.items("id_document_type"):
        found.append(wrong("id_document_type") if collector.id_document_type else missing("id_document_type"))
    if collector.name and (
        not is_person_name(collector.name, collector.id_document_type) or unprintable(collector.name)
    ):
        found.append(wrong("name", "/recipient"))
    if not collector.id_number:
        found.append(missing("id_number"))
    else:
        found += number_faults(collector.id_document_type, collector.id_number)
    return found
