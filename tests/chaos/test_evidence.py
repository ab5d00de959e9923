"""Who reads pictures, and who knows about premises, dies, dawdles or is wrong: the case waits for nobody, a person
looks where nobody else could."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
from PIL import Image

from cli.registration.form import RegistrationForm
from cli.registration.http import Refused
from tests.fixtures.wrong_pictures import KINDS, changed, noise
from tests.system.people import bringing, newcomer
from tests.system.stack import RunningStack

REGISTRY = "premises-registry"
_PROOF = "premises_proof"


@pytest.fixture(autouse=True)
def _well_again(stack: RunningStack) -> Iterator[None]:
    yield
    stack.misbehave(REGISTRY)


class Fate:
    """What befalls the processes that read pictures for a stack, each as soon as it is there; `met` are those it
    befell."""

    def __init__(self, stack: RunningStack, what: signal.Signals, most: int) -> None:
        self._front_office = psutil.Process(stack.run.children["front-office"])
        self._what = what
        self._most = most
        self._over = threading.Event()
        self.met: set[int] = set()

    def befall(self) -> None:
        while not self._over.wait(0.01) and len(self.met) < self._most:
            for reader in self._readers():
                self.met.add(reader.pid)
                reader.send_signal(self._what)

    def end(self) -> None:
        """Whoever stands still is let go."""
        self._over.set()
        for reader in self._readers(everyone=True):
            reader.send_signal(signal.SIGCONT)

    def _readers(self, *, everyone: bool = False) -> list[psutil.Process]:
        found = []
        for child in self._front_office.children(recursive=True):
            try:
                if "kernel.reading" in child.cmdline() and (everyone or child.pid not in self.met):
                    found.append(child)
            except (psutil.NoSuchProcess, psutil.ZombieProcess):
                continue
        return found


@contextmanager
def readers_meet(stack: RunningStack, what: signal.Signals, most: int = 1000) -> Iterator[Fate]:
    """Until the block ends, or so many have met it."""
    fate = Fate(stack, what, most)
    thread = threading.Thread(target=fate.befall)
    thread.start()
    try:
        yield fate
    finally:
        fate.end()
        thread.join()


def _of_their_own(folder: Path) -> Callable[[RegistrationForm], RegistrationForm]:
    """The form with pictures that nobody else has handed in: what was read in one is known for all who have it."""
    seed = time.time_ns() % 2**32

    def change(form: RegistrationForm) -> RegistrationForm:
        taken = {
            kind: changed(form.picture(kind), lambda p: Image.blend(p, noise(p.size, seed), 0.03)) for kind in KINDS
        }
        return bringing(form, folder, **taken)

    return change


@pytest.mark.parametrize("what", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "standing still"])
def test_unread_pictures_are_looked_at_by_a_person(stack: RunningStack, tmp_path: Path, what: signal.Signals) -> None:
    """Nobody ever reads them: the applicant is not held up and not refused, and an examiner is told why to look."""
    with newcomer(stack, _of_their_own(tmp_path)) as person:
        number = person.open()
        with readers_meet(stack, what) as fate:
            case = person.applicant.carry_through(number)
        assert fate.met
        assert case["stage"] == "MANUAL_REVIEW"
        reasons = case["decision"]["reasons"]
        assert {reason["rule_id"] for reason in reasons} == {"AR-43"}
        assert {reason["pointer"] for reason in reasons} == {f"/attachments/{kind}" for kind in KINDS}
        assert all("未能识读" in reason["zh"] for reason in reasons)


def test_reader_that_dies_once_reads_again(stack: RunningStack, tmp_path: Path) -> None:
    """Killed over a picture: another one reads it, and the case needs nobody."""
    with newcomer(stack, _of_their_own(tmp_path)) as person:
        number = person.open()
        with readers_meet(stack, signal.SIGKILL, most=1) as fate:
            case = person.applicant.carry_through(number)
        assert len(fate.met) == 1
        assert case["stage"] == "ARCHIVED", case["decision"]
        assert case["decision"]["automatic"] is True


def _without_proof(form: RegistrationForm) -> RegistrationForm:
    kept = {kind: file for kind, file in form.attachments.items() if kind != _PROOF}
    return form.model_copy(update={"attachments": kept})


SILENT = [{"down": True}, {"error_rate": 1.0}, {"garbage": True}, {"hang": True}, {"latency_ms": 5000}]


@pytest.mark.parametrize("behaviour", SILENT, ids=lambda behaviour: next(iter(behaviour)))
def test_premises_nobody_can_tell_about_are_looked_at_by_a_person(
    stack: RunningStack, behaviour: dict[str, Any]
) -> None:
    """Without a paper, while the registry is silent or too late: no refusal and no approval, and the reason says that
    it was silence."""
    stack.misbehave(REGISTRY, **behaviour)
    with newcomer(stack, _without_proof) as person:
        case = person.applicant.carry_through(person.open())
    assert case["stage"] == "MANUAL_REVIEW"
    told = [(reason["rule_id"], reason["pointer"], reason["zh"]) for reason in case["decision"]["reasons"]]
    assert [each[:2] for each in told] == [("AR-50", f"/attachments/{_PROOF}")], told
    assert "没有应答" in told[0][2]


def test_paper_proves_what_a_silent_registry_cannot(stack: RunningStack) -> None:
    """Who brings a lease needs nobody."""
    stack.misbehave(REGISTRY, down=True)
    with newcomer(stack) as person:
        case = person.applicant.carry_through(person.open())
    assert case["stage"] == "ARCHIVED", case["decision"]


def test_registry_that_is_wrong_is_answered_with_a_paper(stack: RunningStack) -> None:
    """It denies a place that it knows: the applicant is told at the field of the proof what it says and what to bring,
    nobody is refused for good, and the paper leads to the licence."""
    with newcomer(stack, _without_proof) as person:
        place = {key: person.form.premises[key] for key in ("street_name", "detail")}
        place |= {"county_code": person.form.application["county_code"], "users": [person.form.operator["id_number"]]}
        stack.ask("POST", REGISTRY, "/sandbox/places", json={"places": [place]}).raise_for_status()
        stack.misbehave(REGISTRY, wrong=True)
        number = person.open()
        with pytest.raises(Refused) as caught:
            person.applicant.carry_through(number)
        (told,) = caught.value.problem["errors"]
        assert (told["code"], told["pointer"]) == ("filing.premises_unproved", f"/attachments/{_PROOF}")
        assert told["remedy_zh"] == "房产证、租赁合同或者其他合法使用证明"
        services = stack.services()
        services.token = person.token
        services.upload("filing", f"/applications/{number}/attachments/{_PROOF}", person.form.picture(_PROOF))
        services.close()
        case = person.applicant.carry_through(number)
    assert case["stage"] == "ARCHIVED", case["decision"]
