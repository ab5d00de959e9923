"""`kaiye demo --kinds`: businesses of other kinds than a sole trader, each founded from nothing on real servers.

A kind more is one line of `KINDS`: what it is called, and the file that says what is filed.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from catalogues.filing_types.words import SignerRole
from cli.bench.population import applicants
from cli.kinds_later import Enterprise, carried, more_capital, other_representative
from cli.life import ended, told
from cli.registration.applicant import Applicant, Say
from cli.registration.form import RegistrationForm
from cli.registration.http import Services

_EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
KINDS: tuple[tuple[str, Path], ...] = (
    ("有限责任公司 limited company", _EXAMPLES / "catering-company.json"),
    ("个人独资企业 sole proprietorship", _EXAMPLES / "sole-proprietorship.json"),
    ("普通合伙企业 general partnership", _EXAMPLES / "general-partnership.json"),
    ("有限合伙企业 limited partnership", _EXAMPLES / "limited-partnership.json"),
    ("农民专业合作社 farmers' cooperative", _EXAMPLES / "farmers-cooperative.json"),
)
"""What is founded."""

LATER: Mapping[int, Sequence[tuple[str, Callable[[Enterprise], Applicant]]]] = {
    0: (
        ("增加注册资本 capital increased", more_capital),
        ("变更法定代表人 legal representative changed", other_representative),
    ),
}
"""What happens to some of them later, by their place in the list."""

_SHAREHOLDER = 1
"""Which of them then holds a share of the company."""
_AT_ONCE = 3
"""Founded beside each other; a small machine has two cores."""
_ROLES = {
    SignerRole.LEGAL_REPRESENTATIVE: "法定代表人",
    SignerRole.SHAREHOLDER: "股东",
    SignerRole.DIRECTOR: "董事",
    SignerRole.SUPERVISOR: "监事",
    SignerRole.MANAGER: "经理",
    SignerRole.LIAISON: "联络员",
    SignerRole.INVESTOR: "投资人",
    SignerRole.EXECUTING_PARTNER: "执行事务合伙人",
    SignerRole.GENERAL_PARTNER: "普通合伙人",
    SignerRole.LIMITED_PARTNER: "有限合伙人",
    SignerRole.MEMBER: "成员",
}


@dataclass(frozen=True)
class Person:
    """Somebody invented, as a form names them."""

    name: str
    id_number: str
    mobile: str


@dataclass(frozen=True)
class Organisation:
    """A business that founds another one, and who signs for it."""

    name: str
    uscc: str
    signer: Person


def found(
    console: Console, services: Services, captcha: str, out: Path, sandbox: Path, say: Say, seed: int
) -> list[dict[str, Any]]:
    """Found a business of every kind, side by side, by persons nobody has met before, each on a phone of their own;
    shows them, and leaves `kinds.json` and the licences in `out`. `seed` says who they are. Raises NotDone, Refused,
    Unreachable."""
    out.mkdir(parents=True, exist_ok=True)

    def begin(place: int, shareholder: Organisation | None = None) -> dict[str, Any]:
        title, file = KINDS[place]
        own = services.beside()
        try:
            tell: Say = lambda line: say(f"{title}: {line}")  # noqa: E731 - a line of another's words
            form = new_people(own, file, seed + place, shareholder)
            made = _founded(own, form, captcha, out, tell)
            later = _later(own, form, captcha, out, made, tell, seed + place, LATER.get(place, ()))
            entity = own.get("register", f"/own-entities/{made['uscc']}") if later else made["register"]
            events = _told(sandbox, made["uscc"])
            return {"kind": title, **made, "register": entity, "later": later, "events": events}
        finally:
            own.close()

    with ThreadPoolExecutor(_AT_ONCE) as phones:
        others = [phones.submit(begin, place) for place in range(1, len(KINDS))]
        founded = others[_SHAREHOLDER - 1].result()
        # The organisation among a company's shareholders is one that was founded a moment ago, by its own investor.
        investor = next(new_people_of(KINDS[_SHAREHOLDER][1], seed + _SHAREHOLDER))
        company = phones.submit(begin, 0, Organisation(founded["register"]["name"], founded["uscc"], investor))
        made = [company.result(), *(other.result() for other in others)]
    for each in made:
        _show(console, each)
    (out / "kinds.json").write_text(json.dumps(made, ensure_ascii=False, indent=1), encoding="utf-8")
    return made


def _later(
    services: Services,
    form: RegistrationForm,
    captcha: str,
    out: Path,
    made: dict[str, Any],
    say: Say,
    seed: int,
    filings: Sequence[tuple[str, Callable[[Enterprise], Applicant]]],
) -> list[dict[str, Any]]:
    """One filing after the other, each about what the one before made."""
    done: list[dict[str, Any]] = []
    for title, filed in filings:
        about = done[-1]["application_no"] if done else made["application_no"]
        done.append(carried(Enterprise(services, form, captcha, out, made["uscc"], about, say, seed), title, filed))
    return done


def new_people_of(file: Path, seed: int) -> Iterator[Person]:
    """Whoever a seed invents for a file, the applicant first, each with the mobile they have."""
    form = RegistrationForm.read(file)
    for own, person in applicants(form, 1 + len((form.parties or {}).get("others", [])), seed):
        yield Person(person["name"], person["id_number"], own.account["mobile"])


def new_people(services: Services, file: Path, seed: int, shareholder: Organisation | None = None) -> RegistrationForm:
    """The registration of a file by persons invented for it, whom the population registry then knows. `shareholder`
    takes the place of the organisation that the file names."""
    form = RegistrationForm.read(file)
    others = (form.parties or {}).get("others", [])
    people = list(applicants(form, 1 + len(others), seed))
    services.post("population-registry", "/sandbox/persons", {"persons": [person for _, person in people]})
    company, _ = people[0]
    invented = [Person(person["name"], person["id_number"], own.account["mobile"]) for own, person in people[1:]]
    persons = []
    for other, person in zip(others, invented, strict=True):
        signs, named = person, {}
        if shareholder is not None and other.get("organisation"):
            signs, named = shareholder.signer, {"organisation": shareholder.name, "uscc": shareholder.uscc}
        persons.append({**other, **named, **asdict(signs)})
    founded = company.model_copy(update={"parties": {**(form.parties or {}), "others": persons}})
    founded._invented = True
    return founded


def _founded(services: Services, form: RegistrationForm, captcha: str, out: Path, say: Say) -> dict[str, Any]:
    applicant = Applicant(services, form, captcha, say)
    applicant.sign_in()
    number = applicant.open(uuid.uuid4().hex)
    say(f"application {number}")
    case = ended(services, number, applicant.carry_through(number))
    licence = case["licence"]
    (out / f"{licence['uscc']}.pdf").write_bytes(services.fetch("licence", f"/licences/{number}/document"))
    documents = services.get("signing", f"/sessions/{number}/documents")
    for document in documents if isinstance(documents, list) else documents["documents"]:
        content = services.fetch("signing", f"/sessions/{number}/documents/{document['kind']}")
        (out / f"{licence['uscc']}-{document['kind']}.pdf").write_bytes(content)
    entity = services.get("register", f"/own-entities/{licence['uscc']}")
    signed = services.get("signing", f"/sessions/{number}")["signers"]
    return {
        "application_no": number,
        "uscc": licence["uscc"],
        "licence_no": licence["licence_no"],
        "volume": case["file"]["volume_name"],
        "register": entity,
        "signers": [{"role": line["role"], "status": line["status"]} for line in signed],
    }


def _told(sandbox: Path, uscc: str) -> dict[str, list[str]]:
    return {agency: told(sandbox, agency, uscc) for agency in ("publicity", "tax")}


def _show(console: Console, made: dict[str, Any]) -> None:
    entity = made["register"]
    console.print(f"\n[bold]{entity['name']}[/bold]  {made['uscc']}  {entity['status']}", highlight=False)
    console.print(f"  {entity['entity_type']}, licence {made['licence_no']}, volume {made['volume']}", highlight=False)
    parties = Table("Roles", "Contribution", title="Register 登记簿", title_justify="left")
    for party in entity["parties"]:
        given = party["contribution"]
        amount = f"{given['amount']} 万元 {given['manner']} 至 {given['due_on'] or '另行约定'}" if given else ""
        parties.add_row("、".join(_ROLES.get(role, role) for role in party["roles"]), amount)
    signers = Table("Signer", "Status", title="Signed 签署", title_justify="left")
    for line in made["signers"]:
        signers.add_row(line["role"], line["status"])
    console.print(parties)
    for filed in made["later"]:
        licence = f"licence {filed['licence_no']}" if filed["licence_no"] else "no licence"
        console.print(f"  {filed['filing']}: {licence}, volume {filed['volume']}", highlight=False)
    for version in reversed(entity["versions"][:-1]):
        for item in version["items"]:
            if item["changed"]:
                told_of = f"  {version['version']}. {item['item']}  {item['before']} → {item['after']}"
                console.print(told_of, markup=False, highlight=False)
    console.print(signers)
    console.print(_events(made["events"].items()))


def _events(told_of: Iterable[tuple[str, list[str]]]) -> Table:
    events = Table("Agency", "Events", title="Events 推送", title_justify="left")
    for agency, types in told_of:
        events.add_row(agency, ", ".join(types))
    return events
