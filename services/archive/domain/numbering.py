"""Archive numbers and the names of volumes."""

from __future__ import annotations

from datetime import date

from catalogues.archive import is_archive_no
from catalogues.filing_types import editions, entity_kinds
from kernel.errors import Defect

ARCHIVE_NO = r"^[0-9]{8}[A-Z][0-9]{6}$"
VOLUME_NAME = r"^[0-9]{8}[A-Z][0-9]{6}-[0-9]{8}(-[1-9][0-9]{0,3})?$"


def class_of(business_type: str) -> str:
    """The class of entity in the number, by the digits of an application number that say what is filed; the notice's
    example has A and does not explain it. Raises UnknownCode."""
    return entity_kinds.get(editions.of_business_type(business_type).entity_kind).archive_class


def archive_no(authority_code: str, class_letter: str, sequence: int) -> str:
    """14021300A000010: eight digits of the authority, class, sequence from 000001 (晋市监发〔2022〕66号 2.3).

    Raises Defect `archive.number_malformed`, also when an authority has used up its 999,999 numbers of a class.
    """
    number = f"{authority_code}{class_letter}{sequence:06d}"
    if sequence < 1 or not is_archive_no(number):
        raise Defect("archive.number_malformed", number)
    return number


def volume_name(archive_number: str, filed_on: date, nth: int) -> str:
    """The archive number and the filing day; the second volume of one file and day ends in -2, and so on."""
    name = f"{archive_number}-{filed_on:%Y%m%d}"
    return name if nth == 1 else f"{name}-{nth}"
