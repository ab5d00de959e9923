"""`python -m deploy.local.migrations`: brings every service's schema up to date."""

from __future__ import annotations

import os

from deploy.local.applications import services_with_tables
from kernel.database import migrate


def migrate_services() -> None:
    """Reads each service's database URL from the environment; running it again changes nothing."""
    for service in services_with_tables():
        migrate(service, os.environ[f"KAIYE_{service.upper()}_DATABASE_URL"])


if __name__ == "__main__":
    migrate_services()
