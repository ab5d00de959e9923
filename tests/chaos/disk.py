"""A disk of its own for a stack, whose power can be cut.

A file as a loop device with ext4 on it, mounted in a folder. Cutting the power is the file system's own shutdown
(EXT4_IOC_SHUTDOWN without a flush of the journal): from that moment nothing is written any more, and what was not
synced is gone when it is mounted again, as its journal says. Needs root and a free loop device.
"""

from __future__ import annotations

import errno
import fcntl
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_SHUTDOWN = 0x8004587D
"""_IOR('X', 125, __u32), which ext4 and XFS share."""
_WITHOUT_FLUSH = (2).to_bytes(4, "little")
_UNMOUNT_SECONDS = 20
_FILLER = "filler"


class Disk:
    """`folder` is where it is mounted; `home` a folder on it for one stack."""

    def __init__(self, folder: Path, megabytes: int) -> None:
        self.folder = folder
        self.home = folder / "home"
        self._image = folder.with_suffix(".img")
        with self._image.open("wb") as image:
            image.truncate(megabytes * 1_000_000)
        _run("mkfs.ext4", "-q", "-m", "0", str(self._image))
        folder.mkdir()
        self.mount()

    def mount(self) -> None:
        _run("mount", "-o", "loop", str(self._image), str(self.folder))
        self.folder.chmod(0o755)

    def unmount(self) -> None:
        """When nobody holds anything open on it any more, which may take a moment after a kill."""
        deadline = time.monotonic() + _UNMOUNT_SECONDS
        while subprocess.run(["umount", str(self.folder)], check=False, capture_output=True).returncode:
            assert time.monotonic() < deadline, f"{self.folder} is still in use"
            time.sleep(0.2)

    def cut_power(self) -> None:
        """What was not synced is lost; whoever writes from now on is told of an error."""
        disk = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.ioctl(disk, _SHUTDOWN, _WITHOUT_FLUSH)
        finally:
            os.close(disk)

    def fill(self) -> None:
        """Take all the room there is."""
        with (self.folder / _FILLER).open("wb") as filler:
            size, step = 0, 1 << 28
            while step >= 4096:
                try:
                    os.posix_fallocate(filler.fileno(), size, step)
                    size += step
                except OSError as full:
                    if full.errno != errno.ENOSPC:
                        raise
                    step //= 2

    def make_room(self) -> None:
        (self.folder / _FILLER).unlink()

    def remove(self) -> None:
        self.unmount()
        self._image.unlink()
        self.folder.rmdir()


@contextmanager
def disk(folder: Path, megabytes: int = 20_000) -> Iterator[Disk]:
    """Skips the test where nothing may be mounted."""
    if os.geteuid() or not Path("/dev/loop-control").exists():
        pytest.skip("mounting a disk of one's own needs root and loop devices")
    made = Disk(folder, megabytes)
    try:
        yield made
    finally:
        made.remove()


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
