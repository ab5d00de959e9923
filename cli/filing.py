"""`kaiye file`: what happens to a business after it was registered, on the stack that runs."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from catalogues.filing_types import editions
from catalogues.filing_types.words import Stage
from cli.registration.about_a_business import MatterApplicant, MatterForm
from cli.registration.applicant import Applicant, Say
from cli.registration.changing import ChangeForm, ChangingApplicant, MoveForm
from cli.registration.http import Refused, Services, Unreachable
from cli.registration.progress import Progress
from cli.registration.taking_over import TakeOverForm, TakingOverApplicant
from cli.registration.written import Malformed
from cli.running import running
from cli.stack import DEFAULT_HOME, HomeOption
from deploy.local.accounts import captcha_answer
from deploy.local.generated_secrets import SecretFile

app = typer.Typer(no_args_is_help=True, help="File about a registered business.", pretty_exceptions_show_locals=False)

Written = Annotated[Path, typer.Argument(metavar="FILE", help="What is filed, about which business.")]
Applying = Callable[[Services, str, Say], Applicant]
"""Makes the applicant of what is written, from a client, the captcha's answer and who is told."""


@app.callback()
def file() -> None:
    """File about a registered business."""


@app.command()
def change(path: Written, home: HomeOption = DEFAULT_HOME) -> None:
    """Change name, premises within the county, or scope (变更登记), to the new licence."""
    _file(home, lambda services, answer, say: ChangingApplicant(services, ChangeForm.read(path), answer, say))


@app.command()
def move(path: Written, home: HomeOption = DEFAULT_HOME) -> None:
    """Move to another authority (迁移登记), which asks the present one for the file, to the new licence."""
    _file(
        home,
        lambda services, answer, say: ChangingApplicant(services, MoveForm.read(path), answer, say, editions.MOVE),
    )


@app.command("operator-change")
def operator_change(path: Written, home: HomeOption = DEFAULT_HOME) -> None:
    """Take a business over with the code that its operator gave (变更经营者), to the new licence."""

    def applying(services: Services, answer: str, say: Say) -> Applicant:
        form = TakeOverForm.read(path)
        return TakingOverApplicant(services, form.registration, form, answer, say)

    _file(home, applying)


@app.command()
def replacement(path: Written, home: HomeOption = DEFAULT_HOME) -> None:
    """Have a licence printed again that was lost, destroyed or damaged (补领、换发); a lost one is void in public."""
    _file(home, _with_matter(editions.REPLACEMENT, path))


@app.command()
def deregistration(path: Written, home: HomeOption = DEFAULT_HOME) -> None:
    """End a business (注销登记): the tax authority is asked whether it cleared."""
    _file(home, _with_matter(editions.DEREGISTRATION, path))


@app.command("simple-deregistration")
def simple_deregistration(path: Written, home: HomeOption = DEFAULT_HOME) -> None:
    """End a business by the simple way (简易注销): pushed to tax and others, who have ten days to object."""
    _file(home, _with_matter(editions.SIMPLE_DEREGISTRATION, path))


@app.command()
def record(path: Written, home: HomeOption = DEFAULT_HOME) -> None:
    """File family members and the liaison person (备案); the licence stays as it is."""
    _file(home, _with_matter(editions.RECORD, path))


@app.command()
def suspension(path: Written, home: HomeOption = DEFAULT_HOME) -> None:
    """Let a business rest (歇业备案), or rest longer."""
    _file(home, _with_matter(editions.SUSPENSION, path))


@app.command()
def resumption(path: Written, home: HomeOption = DEFAULT_HOME) -> None:
    """Trade again after a rest (恢复营业备案)."""
    _file(home, _with_matter(editions.RESUMPTION, path))


def _with_matter(filing_type: str, path: Path) -> Applying:
    return lambda services, answer, say: MatterApplicant(services, filing_type, MatterForm.read(path), answer, say)


def _file(home: Path, applying: Applying) -> None:
    home = home.expanduser().resolve()
    console = Console()
    run, _ = running(home, console)
    services = Services(dict(run.addresses))
    progress = Progress(console)
    try:
        applicant = applying(services, captcha_answer(SecretFile(home / "secrets.json")), progress.say)
        applicant.sign_in()
        number = applicant.open(uuid.uuid4().hex)
        progress.say(f"application {number}")
        raise typer.Exit(_told(console, applicant.carry_through(number)))
    except Malformed as trouble:
        console.print(str(trouble), style="red", markup=False)
    except Refused as refused:
        console.print(f"[red]Refused[/red] ({refused.code})", highlight=False)
        for line in refused.lines():
            console.print(f"  {line}", markup=False, soft_wrap=True)
    except Unreachable as trouble:
        console.print(f"{trouble}; look with: kaiye doctor", style="red", markup=False)
    finally:
        services.close()
    raise typer.Exit(1)


def _told(console: Console, case: dict[str, Any]) -> int:
    if case["stage"] == Stage.DEPARTMENTS_ASKED:
        console.print("Departments are asked; the case goes on by itself (kaiye status)", markup=False)
        return 0
    if case["stage"] != Stage.ARCHIVED:
        console.print(f"Not done; the case stands at {case['stage']}", markup=False)
        return 1
    licence, filed = case["licence"], case["file"]
    told = f"licence {licence['licence_no']} of {licence['uscc']}, " if licence else ""
    console.print(f"{told}volume {filed['volume_name']}", markup=False)
    return 0
