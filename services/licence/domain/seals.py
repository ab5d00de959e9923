"""What the service asks of an authority's seal, whoever holds the key: this process, or a hardware module."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from kernel.pdf.signing import Box
from services.licence.domain.attestations import Attestation


class Seal(Protocol):
    """The electronic seal of one registration authority (国务院令第716号 Art. 9)."""

    def apply(self, licence: bytes) -> bytes:
        """The licence, sealed visibly at its place and closed to every change, with proof for the long term.

        Raises Outage when the time-stamping or certification authority gives no answer.
        """

    def apply_to_paper(self, paper: bytes, box: Box) -> bytes:
        """Any other paper of the authority, sealed visibly in `box` on its last page and closed to every change, with
        the proof that the certificate was good when it was time-stamped. Raises as `apply` does."""

    def picture(self) -> tuple[bytes, Box]:
        """The seal's picture, a PDF of one page, and the box it fills on a licence: for a paper that goes to the
        printer and carries no signature."""

    def attest(self, attestation: Attestation) -> bytes:
        """A signed statement for the QR code, as `attestations.verified` reads it."""


class SealKeeper(Protocol):
    def open(self, authority_code: str, authority_name: str) -> Seal:
        """The seal of an authority, made at first use; every process gets the same. Raises Outage."""

    def roots(self) -> Sequence[bytes]:
        """The root certificates in PEM that sealed licences are checked against. Raises Outage."""

    def close(self) -> None:
        """Let go of connections."""
