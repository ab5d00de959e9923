"""TLS with a client certificate towards the servers we keep: PostgreSQL, NATS, Temporal, the object store.

All or none of it: with `KAIYE_TLS_CA_FILE`, `KAIYE_TLS_CERTIFICATE_FILE` and `KAIYE_TLS_KEY_FILE` every connection to
them is encrypted, the server must show a certificate of that authority for the name it is asked by, and ours is shown.
Nothing falls back to a plain connection. Libraries are loaded by who uses them: the portal speaks to none but Temporal.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from kernel.errors import Defect

if TYPE_CHECKING:
    from temporalio.service import TLSConfig
    from urllib3 import PoolManager


class TlsSettings(Protocol):
    @property
    def tls_ca_file(self) -> Path | None: ...

    @property
    def tls_certificate_file(self) -> Path | None: ...

    @property
    def tls_key_file(self) -> Path | None: ...


@dataclass(frozen=True)
class InnerTls:
    """PEM files: whom we believe, who we are, and the key to it."""

    ca: Path
    certificate: Path
    key: Path

    @classmethod
    def of(cls, settings: TlsSettings) -> InnerTls | None:
        """None where none is set. Raises Defect `tls.incomplete` for a part of it: a forgotten one must not mean plain
        connections."""
        given = (settings.tls_ca_file, settings.tls_certificate_file, settings.tls_key_file)
        if not any(given):
            return None
        ca, certificate, key = given
        if ca is None or certificate is None or key is None:
            raise Defect("tls.incomplete", "KAIYE_TLS_CA_FILE, …_CERTIFICATE_FILE and …_KEY_FILE belong together")
        return cls(ca, certificate, key)

    def context(self) -> ssl.SSLContext:
        """For a client: the server's name is checked, and our certificate shown."""
        context = ssl.create_default_context(ssl.Purpose.SERVER_AUTH, cafile=self.ca)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(self.certificate, self.key)
        return context

    def database(self, url: str) -> str:
        """The same database, reached only so (libpq, `sslmode=verify-full`)."""
        from sqlalchemy import make_url

        files = {"sslrootcert": self.ca, "sslcert": self.certificate, "sslkey": self.key}
        query = {"sslmode": "verify-full", **{name: str(file) for name, file in files.items()}}
        return make_url(url).update_query_dict(query).render_as_string(hide_password=False)

    def nats(self) -> dict[str, Any]:
        """Options of a client of NATS. TLS comes first (`handshake_first` of the server): before it is up, nothing that
        a server says is believed, not even that it wants none."""
        return {"tls": self.context(), "tls_handshake_first": True}

    def temporal(self) -> TLSConfig:
        from temporalio.service import TLSConfig

        ca, certificate, key = (file.read_bytes() for file in (self.ca, self.certificate, self.key))
        return TLSConfig(server_root_ca_cert=ca, client_cert=certificate, client_private_key=key)


def nats_options(tls: InnerTls | None) -> dict[str, Any]:
    return tls.nats() if tls else {}


def database_url(tls: InnerTls | None, url: str) -> str:
    return tls.database(url) if tls else url


def object_store_pool(tls: InnerTls | None, **options: Any) -> PoolManager:
    """The connections of a client of the object store."""
    from urllib3 import PoolManager

    if tls:
        options["ssl_context"] = tls.context()
    return PoolManager(**options)
