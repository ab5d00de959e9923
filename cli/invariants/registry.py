"""Every invariant of the whole: each service's own, those that read stored files, and those between services."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from sqlmodel import Session

from cli.invariants.agreement import AGREEMENT
from cli.invariants.books import Books, opened
from deploy.local.applications import present_services
from deploy.local.environment import Environment, lent
from deploy.local.rooms import has_tables
from kernel.errors import Defect
from kernel.exchange import Exchange
from kernel.objects import ObjectStore
from kernel.pdf.digests import sha256_hex
from kernel.settings import ExchangeSettings
from services.approval.invariants import documents_are_stored as decision_documents_are_stored
from services.archive.clients import PackageStore
from services.archive.operations.packages import package_problems
from services.archive.settings import ArchiveSettings
from services.filing.invariants import confirmed_documents_are_stored
from services.licence.invariants import documents_are_stored as licence_documents_are_stored

BETWEEN = "between services"


@dataclass(frozen=True)
class Examined:
    """One invariant and what breaks it."""

    owner: str
    name: str
    violations: list[str]


def examine(environment: Environment) -> Iterator[Examined]:
    """Check everything against the running stack; reads only. Raises Outage when a server does not answer."""
    services = [service for service in present_services() if has_tables(service)]
    urls = {name: environment.of(name)[f"KAIYE_{name.upper()}_DATABASE_URL"] for name in services}
    with lent(environment.of("archive")):
        settings = ArchiveSettings()
    with opened(urls) as books:
        for service in services:
            for check in importlib.import_module(f"services.{service}.invariants").INVARIANTS:
                yield Examined(service, check.__name__, check(books.session(service)))
        for service, name, stored in _of_files(settings, environment):
            yield Examined(service, name, stored(books.session(service)))
        for agreement in AGREEMENT:
            yield Examined(BETWEEN, agreement.__name__, agreement(books))


def _of_files(
    settings: ExchangeSettings, environment: Environment
) -> Iterator[tuple[str, str, Callable[[Session], list[str]]]]:
    store = ObjectStore(settings)
    exchange = Exchange(settings, store)
    packages = PackageStore(store, environment.shared["KAIYE_ARCHIVE_BUCKET"])
    yield "filing", "confirmed_documents_are_stored", confirmed_documents_are_stored(exchange)
    yield "approval", "documents_are_stored", decision_documents_are_stored(exchange)
    yield "licence", "documents_are_stored", licence_documents_are_stored(exchange)
    yield "archive", "packages_are_whole", partial(packages_are_whole, packages)


def packages_are_whole(packages: PackageStore, session: Session) -> list[str]:
    """Every filed package is in the store, is a bag, and every digest in it matches (RFC 8493)."""
    books = Books({"archive": session})
    wrong = []
    for volume_name, key, digest in books.rows(
        "archive", "SELECT volume_name, package_key, package_sha256 FROM archive.archive_volume WHERE status = 'FILED'"
    ):
        try:
            content = packages.fetch(key)
        except Defect as defect:
            wrong.append(f"{volume_name}: {defect.code}")
            continue
        problems = package_problems(content, volume_name)
        if sha256_hex(content) != digest:
            problems.append("not the package that was filed")
        wrong += [f"{volume_name}: {problem}" for problem in problems]
    return wrong
