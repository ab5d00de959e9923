"""`kaiye demo` and `kaiye register`: one business from nothing to its licence, on real servers."""

from __future__ import annotations

import asyncio
import json
import secrets
import uuid
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from catalogues import application_stages
from catalogues.filing_types.words import Stage
from cli.bench.population import applicants
from cli.kinds import found
from cli.life import NotDone, live
from cli.registration.applicant import Applicant
from cli.registration.form import RegistrationForm
from cli.registration.http import Refused, Services, Unreachable
from cli.registration.outcomes import Outcomes, entries
from cli.registration.progress import Progress
from cli.registration.written import Malformed
from cli.revoked_life import revoke_one
from cli.running import running
from cli.stack import DEFAULT_HOME, HomeOption
from deploy.local.accounts import captcha_answer, staff_accounts
from deploy.local.children import NotReady
from deploy.local.generated_secrets import SecretFile
from deploy.local.kept_files import keep
from deploy.local.ports import NoFreePort
from deploy.local.running import AlreadyRunning
from deploy.local.server import MissingProgram
from deploy.local.stack import Stack

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "dumpling-restaurant.json"

OutOption = Annotated[Path, typer.Option("--out", help="Folder for what the registration leaves behind.")]


def demo(
    home: HomeOption = DEFAULT_HOME,
    out: OutOption = Path("out"),
    file: Annotated[Path, typer.Argument(help="The registration to carry out.")] = EXAMPLE,
    life: Annotated[bool, typer.Option("--life", help="And everything that happens to it, to its end.")] = False,
    kinds: Annotated[bool, typer.Option("--kinds", help="Found businesses of other kinds instead.")] = False,
) -> None:
    """Start everything, register one business, show what came out, stop everything."""
    home = home.expanduser().resolve()
    console = Console()
    try:
        form = RegistrationForm.read(file)
        code = asyncio.run(
            _demo(console, home, out, form, found_kinds if kinds else live_through if life else _register)
        )
    except (AlreadyRunning, NoFreePort, MissingProgram, NotReady, Malformed) as trouble:
        console.print(str(trouble), style="red", markup=False, soft_wrap=True)
        code = 1
    raise typer.Exit(code)


def register(
    file: Annotated[Path, typer.Argument(help="The registration to carry out.")],
    home: HomeOption = DEFAULT_HOME,
    out: OutOption = Path("out"),
    insist: Annotated[bool, typer.Option(help="Have a person look at pictures that are doubted.")] = False,
    anybody: Annotated[
        bool, typer.Option("--anybody", help="Once the file's person has a shop: somebody else, next door.")
    ] = False,
) -> None:
    """Register one business with the stack that runs (`kaiye up`), for the person of the file."""
    home = home.expanduser().resolve()
    console = Console()
    run, _ = running(home, console)
    try:
        form = RegistrationForm.read(file)
    except Malformed as trouble:
        console.print(str(trouble), style="red", markup=False)
        raise typer.Exit(1) from None
    raise typer.Exit(_register(console, home, dict(run.addresses), out, form, insist=insist, anybody=anybody))


def live_through(
    console: Console,
    home: Path,
    addresses: dict[str, str],
    out: Path,
    form: RegistrationForm,
    progress: Progress | None = None,
) -> int:
    """Open a shop of somebody new on the stack that runs, and carry through what happens to it; then have another one
    revoked."""
    say = (progress or Progress(console)).say

    def act(services: Services) -> None:
        # Two in a row of one draw: never the same, and apart from those of whoever else invents people on this stack.
        people = list(applicants(form, 2, 1000 * secrets.randbelow(1000) + 700 + secrets.randbelow(300)))
        services.post("population-registry", "/sandbox/persons", {"persons": [person for _, person in people]})
        (shop, _), (other, _) = people
        kept = SecretFile(home / "secrets.json")
        answer = captcha_answer(kept)
        life = live(console, services, shop, answer, out, home / "sandbox", say)
        life["revoked"] = revoke_one(console, services, other, answer, staff_accounts(kept), say)
        (out / "life.json").write_text(json.dumps(life, ensure_ascii=False, indent=1), encoding="utf-8")

    return _acted(console, addresses, act)


def found_kinds(
    console: Console,
    home: Path,
    addresses: dict[str, str],
    out: Path,
    _: RegistrationForm,
    progress: Progress | None = None,
) -> int:
    """Found businesses of other kinds on the stack that runs."""
    say = (progress or Progress(console)).say

    def act(services: Services) -> None:
        seed = 1000 * secrets.randbelow(1000) + 400 + secrets.randbelow(300)
        found(console, services, captcha_answer(SecretFile(home / "secrets.json")), out, home / "sandbox", say, seed)

    return _acted(console, addresses, act)


def _acted(console: Console, addresses: dict[str, str], act: Callable[[Services], None]) -> int:
    """Have it done by the services, and say why where it is not."""
    services = Services(addresses)
    try:
        act(services)
    except Refused as refused:
        return _refused(console, refused)
    except (NotDone, Unreachable) as trouble:
        console.print(f"{trouble}; look with: kaiye doctor", style="red", markup=False, soft_wrap=True)
        return 1
    finally:
        services.close()
    return 0


async def _demo(console: Console, home: Path, out: Path, form: RegistrationForm, act: Callable[..., int]) -> int:
    progress = Progress(console)
    progress.say("starting Temporal, NATS JetStream, SeaweedFS, PostgreSQL, the sandbox and ten services")
    async with Stack(home, said=progress.say) as stack:
        return await asyncio.to_thread(act, console, home, dict(stack.addresses), out, form, progress)


def _register(
    console: Console,
    home: Path,
    addresses: dict[str, str],
    out: Path,
    form: RegistrationForm,
    progress: Progress | None = None,
    *,
    insist: bool = False,
    anybody: bool = True,
) -> int:
    progress = progress or Progress(console)
    services = Services(addresses)
    try:
        journal = Journal(home / "registration.json")
        form = form if not anybody else somebody_new(services, form, journal.registered)
        answer = captcha_answer(SecretFile(home / "secrets.json"))
        applicant = Applicant(services, form, answer, progress.say, insist=insist)
        applicant.sign_in()
        number = applicant.open(journal.request_id)
        progress.say(f"application {number}")
        case = applicant.carry_through(number)
        if case["stage"] != Stage.ARCHIVED:
            return _not_licensed(console, case)
        journal.done(form.operator["id_number"])
        summary = Outcomes(out, services, case, form.operator["mobile"]).collect(home / "sandbox", addresses)
        progress.timeline(entries(case), application_stages.LABELS)
        _show(console, out, summary, addresses)
    except Refused as refused:
        return _refused(console, refused)
    except Unreachable as trouble:
        console.print(f"{trouble}; look with: kaiye doctor", style="red", markup=False)
        return 1
    finally:
        services.close()
    return 0


def _refused(console: Console, refused: Refused) -> int:
    console.print(f"[red]Refused[/red] ({refused.code})", highlight=False)
    for line in refused.lines():
        console.print(f"  {line}", markup=False, soft_wrap=True)
    return 1


def somebody_new(services: Services, form: RegistrationForm, registered: Collection[str]) -> RegistrationForm:
    """The person of the file; once somebody was registered, another one of the sandbox's population, next door."""
    if not registered:
        return form
    people = services.get("population-registry", "/sandbox/persons", limit=100)["persons"]
    free = [
        p for p in people if 18 < p["age"] < 60 and len(p["name"]) == 2 and not any((p.get("facts") or {}).values())
    ]
    number = len(registered)
    person = free[number % len(free)]
    return form.for_person(person, f"139{number:08d}", number)


class Journal:
    """What a run must remember to finish its application after an interruption, and whom it registered before."""

    def __init__(self, path: Path) -> None:
        self._path = path
        kept: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
        self.registered: list[str] = kept.get("registered", [])
        self.request_id: str = kept.get("request_id") or uuid.uuid4().hex
        self._save()

    def done(self, person: str) -> None:
        """The application is finished; the next run begins another."""
        self.registered.append(person)
        self.request_id = uuid.uuid4().hex
        self._save()

    def _save(self) -> None:
        keep(self._path, json.dumps({"request_id": self.request_id, "registered": self.registered}))


def _not_licensed(console: Console, case: dict[str, Any]) -> int:
    console.print(f"The case stands at {case['stage']} {application_stages.label(case['stage'])}.", style="yellow")
    for result in (case.get("decision") or {}).get("results", ()):
        if result["outcome"] not in {"PASS", "NOTE"}:
            console.print(
                f"  {result['rule_id']} {result['zh']}（{result['article']}）→ {result['remedy_zh']}", markup=False
            )
    return 1


def _show(console: Console, out: Path, summary: dict[str, Any], addresses: dict[str, str]) -> None:
    workflow = f"establishment%2F{summary['application_no']}"
    console.print(f"\n[bold]{summary['name']}[/bold]", highlight=False)
    console.print(f"统一社会信用代码  [bold]{summary['uscc']}[/bold]", highlight=False)
    console.print(f"档案  {summary['volume']}", highlight=False)
    console.print(f"submit → licence  [bold]{summary['seconds_from_submit_to_licence']:.2f} s[/bold]", highlight=False)
    console.print(
        f"Temporal Web UI  {addresses['temporal-web']}/namespaces/default/workflows/{workflow}",
        highlight=False,
        soft_wrap=True,
    )
    console.print(f"Results in {out}/: " + ", ".join(sorted(path.name for path in out.iterdir())), highlight=False)
