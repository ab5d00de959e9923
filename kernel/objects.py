"""Bytes in an S3 object store, with outages told apart from absent objects."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import urllib3
from minio import Minio
from minio.commonconfig import COMPLIANCE
from minio.error import InvalidResponseError, S3Error, ServerError
from minio.retention import Retention

from kernel.counters import Work, count
from kernel.errors import Defect, Outage
from kernel.inner_tls import object_store_pool
from kernel.settings import ExchangeSettings

_ABSENT = ("NoSuchKey", "NoSuchObject", "NoSuchVersion")


class ObjectStore:
    """Writes are whole objects; reading an absent key is a `Defect`, a store that cannot answer an `Outage`."""

    def __init__(self, settings: ExchangeSettings) -> None:
        self._client = Minio(
            settings.s3_endpoint,
            access_key=settings.s3_access_key.get_secret_value(),
            secret_key=settings.s3_secret_key.get_secret_value(),
            secure=settings.s3_secure,
            http_client=object_store_pool(
                settings.tls,
                maxsize=16,
                timeout=urllib3.Timeout(connect=2, read=15),
                retries=urllib3.Retry(total=1),
            ),
        )

    def put(
        self,
        bucket: str,
        key: str,
        content: bytes,
        media_type: str = "application/octet-stream",
        *,
        locked_until: datetime | None = None,
    ) -> None:
        """Store `content`; with `locked_until` nobody can delete or shorten it before (S3 Object Lock, COMPLIANCE)."""
        count(Work.OBJECT_WRITTEN)
        count(Work.BYTES_WRITTEN, len(content))
        with _answered():
            self._client.put_object(
                bucket,
                key,
                io.BytesIO(content),
                len(content),
                content_type=media_type,
                retention=Retention(COMPLIANCE, locked_until) if locked_until else None,
            )

    def get(self, bucket: str, key: str) -> bytes:
        count(Work.OBJECT_READ)
        with _answered():
            response = self._client.get_object(bucket, key)
            try:
                content = bytes(response.read())
                count(Work.BYTES_READ, len(content))
                return content
            finally:
                response.close()
                response.release_conn()

    def exists(self, bucket: str, key: str) -> bool:
        count(Work.OBJECT_ASKED)
        try:
            with _answered():
                self._client.stat_object(bucket, key)
        except Defect:
            return False
        return True

    def stored_at(self, bucket: str, key: str) -> datetime:
        """By the store's clock, which who puts an object does not set."""
        count(Work.OBJECT_ASKED)
        with _answered():
            stored = self._client.stat_object(bucket, key).last_modified
        if stored is None:
            raise Outage("objects.unavailable")
        return stored

    def locked_until(self, bucket: str, key: str) -> datetime | None:
        """Until when nobody deletes the version that is read now (COMPLIANCE); None where anybody may. Raises Defect
        `objects.absent`."""
        count(Work.OBJECT_ASKED)
        with _answered():
            told = self._client.stat_object(bucket, key).metadata or {}
        until = told.get("x-amz-object-lock-retain-until-date")
        return datetime.fromisoformat(until) if until and told.get("x-amz-object-lock-mode") == COMPLIANCE else None

    def remove(self, bucket: str, key: str, *, beginning: bool = False) -> int:
        """Remove every version of an object, and every mark that it was deleted; with `beginning`, of all objects whose
        key begins so. Returns how many there were; none is no error. Raises Outage where the store holds one."""
        removed = 0
        with _answered():
            for found in self._client.list_objects(bucket, prefix=key, recursive=True, include_version=True):
                if found.object_name and (beginning or found.object_name == key):
                    self._client.remove_object(bucket, found.object_name, version_id=found.version_id)
                    removed += 1
        return removed

    def check(self, bucket: str) -> None:
        """Raise `Outage` unless the store answers and has the bucket."""
        count(Work.OBJECT_ASKED)
        with _answered():
            if not self._client.bucket_exists(bucket):
                raise Outage("objects.bucket_missing")


@contextmanager
def _answered() -> Iterator[None]:
    try:
        yield
    except S3Error as error:
        if error.code in _ABSENT:
            raise Defect("objects.absent") from error
        raise Outage("objects.unavailable") from error
    except (ServerError, InvalidResponseError, urllib3.exceptions.HTTPError) as error:
        raise Outage("objects.unavailable") from error
