"""Towards PostgreSQL and NATS that demand client certificates: nobody without one, and no server that is another."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from nats.aio.client import Client

from deploy.local import postgres
from deploy.local.children import Child
from deploy.local.nats_accounts import AGENCIES, LOG, NOTICE
from deploy.local.nats_server import NatsServer
from deploy.local.ports import HeldPorts
from deploy.local.postgres import Postgres, create_database, create_service
from kernel.database import Database, migrate
from kernel.errors import Defect, Outage
from kernel.inner_tls import InnerTls, database_url
from kernel.settings import SharedSettings
from services.notice.clients.nats_connection import NatsConnection
from services.transparency.clients.agencies import Agencies


class Authority:
    """A certification authority of a cluster, or of somebody else."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name = folder / name, x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.folder.mkdir(mode=0o755)
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.own = self._signed(self.name, self.key.public_key(), x509.BasicConstraints(ca=True, path_length=None))
        (self.folder / "ca.crt").write_bytes(self.own.public_bytes(Encoding.PEM))

    def tls(self, who: str) -> InnerTls:
        """Files of somebody with a certificate of this authority, who answers at 127.0.0.1 if asked."""
        key = ec.generate_private_key(ec.SECP256R1())
        here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, who)])
        certificate = self._signed(name, key.public_key(), here)
        files = InnerTls(self.folder / "ca.crt", self.folder / f"{who}.crt", self.folder / f"{who}.key")
        files.certificate.write_bytes(certificate.public_bytes(Encoding.PEM))
        files.key.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        files.key.chmod(0o600)
        return files

    def _signed(
        self, subject: x509.Name, key: ec.EllipticCurvePublicKey, extension: x509.ExtensionType
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(minutes=1))
            .not_valid_after(now + timedelta(hours=1))
            .add_extension(extension, critical=False)
            .sign(self.key, hashes.SHA256())
        )


@dataclass(frozen=True)
class Cluster:
    folder: Path
    authority: Authority
    ours: InnerTls
    strangers: InnerTls
    """Of an authority that nobody in the cluster believes."""


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    # Not pytest's own folder: the system user that PostgreSQL runs as must get in.
    folder = Path(tempfile.mkdtemp(prefix="kaiye-tls-"))
    folder.chmod(0o755)
    authority, other = Authority(folder, "cluster"), Authority(folder, "elsewhere")
    yield Cluster(folder, authority, authority.tls("service"), other.tls("service"))
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def database(cluster: Cluster) -> Iterator[str]:
    """A database whose services get in with TLS and a certificate only: the machine's PostgreSQL, since that of pip is
    built without TLS."""
    found = shutil.which("postgres")
    if found is None:
        pytest.skip("wants a PostgreSQL that was built with TLS (Debian: apt-get install postgresql)")
    patch = pytest.MonkeyPatch()
    patch.setattr(postgres, "programs_folder", lambda: Path(found).resolve().parent)
    files = cluster.authority.tls("postgres")
    rules = cluster.folder / "pg_hba.conf"
    here = "127.0.0.1/32 scram-sha-256"
    rules.write_text(f"host all postgres {here}\nhostssl all all {here} clientcert=verify-ca\n")
    home, ports = cluster.folder / "postgres", HeldPorts()
    home.mkdir()
    server = Postgres(home, ports.hold(0, "postgres"), "test", database="kaiye", durable=False)
    command = server.prepare()
    patch.undo()
    settings = {
        **{"ssl": "on", "hba_file": str(rules), "ssl_ca_file": str(files.ca)},
        **{"ssl_cert_file": str(files.certificate), "ssl_key_file": str(files.key)},
    }
    if command.user:
        os.chown(files.key, pwd.getpwnam(command.user).pw_uid, -1)
    options = [part for item in settings.items() for part in ("-c", "=".join(item))]
    child = Child("postgres", replace(command, argv=(*command.argv, *options)), cluster.folder / "postgres.log")
    child.start()
    try:
        child.wait_ready(server.probe, 60)
        ports.release()
        create_database(server, "kaiye")
        create_service(server, "kaiye", "transparency", "transparency", ("test", "test"))
        yield server.url("kaiye", "transparency", "test")
    finally:
        child.stop()


@pytest.fixture(scope="module")
def nats(cluster: Cluster) -> Iterator[str]:
    """A NATS server that speaks TLS before anything else, with whoever has a certificate of the cluster."""
    files, ports = cluster.authority.tls("nats"), HeldPorts()
    passwords = dict.fromkeys((NOTICE, LOG, *AGENCIES), "test")
    server = NatsServer(cluster.folder / "nats", ports.hold(0, "nats"), passwords)
    command = server.prepare()
    written = Path(command.argv[-1])
    tls = {"cert_file": str(files.certificate), "key_file": str(files.key), "ca_file": str(files.ca)}
    told = json.loads(written.read_text()) | {"tls": {**tls, "verify": True, "handshake_first": True}}
    written.write_text(json.dumps(told))
    child = Child("nats", command, cluster.folder / "nats.log")
    child.start()
    url = f"tls://127.0.0.1:{server.port}"
    try:
        child.wait_ready(lambda: _meet(url, cluster.ours), 30)
        ports.release()
        yield url
    finally:
        child.stop()


def _meet(url: str, tls: InnerTls | None) -> None:
    """Be answered as the notice service. Raises Outage."""

    async def act(client: Client) -> None:
        await client.flush(2)

    connection = NatsConnection(url, NOTICE, "test", tls)
    try:
        connection.call(act, 3)
    finally:
        connection.close()


def test_the_database_is_reached_with_a_certificate(cluster: Cluster, database: str) -> None:
    """By migrations, too; and the server says that it saw the certificate."""
    ours = database_url(cluster.ours, database)
    migrate("transparency", ours.replace("//transparency:", "//transparency_owner:"), database)
    reached = Database(ours)
    with reached.single_statements() as connection:
        seen = connection.exec_driver_sql(
            "SELECT ssl, version, client_dn FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
        ).one()
    reached.close()
    assert (seen.ssl, seen.client_dn) == (True, "/CN=service") and seen.version in {"TLSv1.2", "TLSv1.3"}


@pytest.mark.parametrize("who", ["in plain", "with another's certificate", "to a server that is another"])
def test_nobody_else_reaches_the_database(cluster: Cluster, database: str, who: str) -> None:
    """The right password is not enough; and where the server is not of the cluster, nothing is said to it."""
    urls = {
        "in plain": f"{database}?sslmode=disable",
        "with another's certificate": replace(cluster.strangers, ca=cluster.ours.ca).database(database),
        "to a server that is another": replace(cluster.ours, ca=cluster.strangers.ca).database(database),
    }
    refused = Database(urls[who])
    with pytest.raises(Outage):
        refused.check()
    refused.close()


def test_nats_is_reached_with_a_certificate(cluster: Cluster, nats: str) -> None:
    """By the notice service and by the log."""
    _meet(nats, cluster.ours)
    Agencies(nats, LOG, "test", cluster.ours).publish("a head of the log")


# The client's library leaves the socket of a handshake that failed to whoever collects garbage.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("who", ["in plain", "with another's certificate", "to a server that is another"])
def test_nobody_else_reaches_nats(cluster: Cluster, nats: str, who: str) -> None:
    """The right password is not enough; and where the server is not of the cluster, nothing is said to it."""
    shown = {
        "in plain": None,
        "with another's certificate": replace(cluster.strangers, ca=cluster.ours.ca),
        "to a server that is another": replace(cluster.ours, ca=cluster.strangers.ca),
    }
    address = nats.replace("tls://", "nats://") if shown[who] is None else nats
    with pytest.raises(Outage):
        _meet(address, shown[who])
    with pytest.raises(Outage):
        Agencies(address, LOG, "test", shown[who]).publish("a head of the log")


def test_a_part_of_it_is_refused(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who forgot one of the three settings wanted no plain connections."""
    monkeypatch.setenv("KAIYE_CODEC_KEYS", "k1:" + "A" * 43 + "=")
    assert SharedSettings().tls is None
    monkeypatch.setenv("KAIYE_TLS_CA_FILE", str(cluster.ours.ca))
    with pytest.raises(Defect, match="belong together"):
        _ = SharedSettings().tls
    monkeypatch.setenv("KAIYE_TLS_CERTIFICATE_FILE", str(cluster.ours.certificate))
    monkeypatch.setenv("KAIYE_TLS_KEY_FILE", str(cluster.ours.key))
    assert SharedSettings().tls == cluster.ours
