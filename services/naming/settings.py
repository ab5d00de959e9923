"""What the naming service reads from its environment."""

from __future__ import annotations

from kernel.settings import DatabaseSettings, of_service


class NamingSettings(DatabaseSettings):
    model_config = of_service("naming")

    listen: str = "127.0.0.1:8102"
