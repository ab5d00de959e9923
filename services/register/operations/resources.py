"""What every operation of the register works with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kernel.addresses import address_key, network_key
from kernel.clock import Clock
from kernel.database import Database
from kernel.exchange import Exchange
from kernel.handing_on import HandsOn
from kernel.keyring import KeyRing, keyed_hash
from kernel.persons import person_key
from kernel.persons_asked import AsksAgain
from kernel.rates import Rates
from services.register.clients import TellsNaming
from services.register.domain.parts import Premises
from services.register.store.entities import EntityParty, EntityVersion

PUBLIC_READING = "public"
"""What everybody may ask for, so many times a minute."""


@dataclass(frozen=True)
class Resources:
    """`code_blocks` maps an authority to its configured ranges (first and last body); `derives_blocks` lets an
    authority without any have a made-up one."""

    database: Database
    exchange: Exchange
    clock: Clock
    ring: KeyRing
    hash_key: bytes
    rates: Rates
    naming: TellsNaming
    licence: HandsOn
    persons: AsksAgain
    code_blocks: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    derives_blocks: bool = False

    def premises_hashes(self, premises: Premises) -> tuple[str, ...]:
        """Find entities at one address without storing it; one for each place, the main one first."""
        if premises.network_only:
            keys = [network_key(place.url) for place in premises.network_places]
        else:
            places = [(place.street_name, place.detail) for place in premises.further]
            keys = [
                address_key(premises.county_code, *place)
                for place in ((premises.street_name, premises.detail), *places)
            ]
        return tuple(keyed_hash(self.hash_key, f"premises/{key}") for key in keys)

    def person_hash(self, document_type: str, number: str) -> str:
        """Finds a person's entities without storing the number."""
        return keyed_hash(self.hash_key, person_key(document_type, number))

    def encrypt_facts(self, uscc: str, version: int, facts: str) -> str:
        return self.ring.encrypt_text(facts, _facts(uscc, version))

    def facts(self, row: EntityVersion) -> str:
        return self.ring.decrypt_text(row.facts_encrypted, _facts(row.uscc, row.version))

    def encrypt_party(self, row: EntityParty, column: str, text: str) -> str:
        return self.ring.encrypt_text(text, _party(row, column))

    def party(self, row: EntityParty, column: str) -> str:
        encrypted: str = getattr(row, f"{column}_encrypted")
        return self.ring.decrypt_text(encrypted, _party(row, column))


def _facts(uscc: str, version: int) -> str:
    return f"entity_version:facts:{uscc}:{version}"


def _party(row: EntityParty, column: str) -> str:
    return f"party:{column}:{row.uscc}:{row.from_version}:{row.ref}"
