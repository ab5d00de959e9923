"""Large pieces of memory are kept while work goes on, and go back once after it."""

from __future__ import annotations

import subprocess
import sys
import threading
import time

import pytest

from kernel.kept_memory import KEEPS, KeptMemory

_REST = 0.05


def test_memory_goes_back_once_all_who_used_it_rest() -> None:
    given, moments = threading.Event(), []

    def give_back() -> None:
        moments.append(time.monotonic())
        given.set()

    memory = KeptMemory(_REST, give_back)
    with memory.used():
        with memory.used():
            pass
        time.sleep(3 * _REST)
        assert not moments
    ended = time.monotonic()
    assert given.wait(5)
    assert moments[0] >= ended + _REST * 0.9
    time.sleep(3 * _REST)
    assert len(moments) == 1


def test_memory_goes_back_after_each_time_it_was_used() -> None:
    given = threading.Semaphore(0)
    memory = KeptMemory(_REST, given.release)
    for _ in range(2):
        with memory.used():
            pass
        assert given.acquire(timeout=5)


@pytest.mark.skipif(sys.platform != "linux", reason="other libraries of C are told nothing")
def test_pieces_fetched_again_and_again_are_the_same_until_they_are_given_back() -> None:
    """In a process with the settings: megabytes cost nothing the second time, and are gone from it afterwards."""
    program = """
import resource
import pytest

from kernel.kept_memory import give_back
def held(): return int(open("/proc/self/statm").read().split()[1]) * 4096
def faults(): return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
small = [bytes(8_000_000)]; keeper = bytes(100_000)
before = faults()
for _ in range(20): small[0] = None; small[0] = bytes(8_000_000)
again = faults() - before
small.clear(); most = held(); give_back()
print(again, most - held())
"""
    environment = {**KEEPS, "PYTHONPATH": ":".join(sys.path)}
    ended = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    again, given = map(int, ended.stdout.split())
    assert again < 5000, "pages of twenty pieces are ten times as many"
    assert given > 6_000_000
