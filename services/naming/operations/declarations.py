"""Takes down what an applicant declares, and shows it again to that applicant alone."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from pydantic import TypeAdapter
from sqlalchemy.exc import IntegrityError

from catalogues import edition
from catalogues.filing_types.words import EntityKind
from catalogues.names.writing import comparable
from kernel.database import violated_constraint
from kernel.errors import Refusal, not_found
from services.naming.contract import NameFinding, Verdict
from services.naming.operations.judgements import Alternative, JudgedName, WishedName, judged, own_of, understand
from services.naming.operations.resources import Resources
from services.naming.store import declarations
from services.naming.store.declarations import NameDeclaration, RefusedReservation

_FINDINGS = TypeAdapter(tuple[NameFinding, ...])
_ALTERNATIVES = TypeAdapter(tuple[Alternative, ...])


@dataclass(frozen=True, slots=True)
class DeclareName:
    """Idempotency key: account_subject + request_key, where the caller gives one."""

    application_no: str
    account_subject: str
    wished: WishedName
    commitment_accepted: bool
    similar_confirmed: bool
    request_key: str | None = None


class DeclaredName(JudgedName):
    """A declaration with the latest judgement on it."""

    declaration_id: str
    application_no: str


def declare_name(resources: Resources, request: DeclareName) -> DeclaredName:
    """Write down a declaration with the judgement of this moment, whatever that is; holding the name comes later.

    Raises Refusal `naming.commitment_missing`, `naming.request_key_reused`, and those of `judge_name`.
    """
    if not request.commitment_accepted:
        raise Refusal(
            "naming.commitment_missing",
            "请先阅读并同意《企业名称自主申报承诺书》",
            "The commitment on self-declared names must be accepted first",
            pointer="/commitment_accepted",
            article="企业名称登记管理规定第十六条",
            remedy_zh="请勾选承诺书",
            remedy_en="Tick the commitment",
        )
    wish = understand(request.wished, resources.today)
    try:
        with resources.database.transaction() as session:
            earlier = request.request_key and declarations.of_request(
                session, request.account_subject, request.request_key
            )
            if earlier:
                return _repeated(earlier, request)
            now = resources.clock.now()
            judgement = judged(session, wish, now, own=own_of(request.application_no, request.account_subject))
            declaration = NameDeclaration(
                application_no=request.application_no,
                account_subject=request.account_subject,
                request_key=request.request_key,
                authority_code=wish.authority_code,
                county_code=request.wished.county_code,
                type_code=request.wished.type_code or "",
                entity_kind=wish.entity_kind,
                full_name=wish.parts.full_name,
                division=wish.parts.division,
                trade_name=wish.parts.trade_name,
                industry=wish.parts.industry,
                organisation_form=wish.parts.organisation_form,
                typed=_typed(request.wished),
                uses_own_name=_uses_own_name(request.wished),
                commitment_accepted=True,
                similar_confirmed=request.similar_confirmed,
                verdict=judgement.verdict,
                findings=_FINDINGS.dump_python(judgement.findings, mode="json"),
                alternatives=_ALTERNATIVES.dump_python(judgement.alternatives, mode="json"),
                catalogue_edition=edition.edition(),
                declared_at=now,
            )
            session.add(declaration)
            session.flush()
            return _shown(declaration, None)
    except IntegrityError as error:
        if violated_constraint(error) != "one_declaration_per_request":
            raise
    with resources.database.reading() as session:
        assert request.request_key
        winner = declarations.of_request(session, request.account_subject, request.request_key)
        assert winner is not None
        return _repeated(winner, request)


def read_declaration(resources: Resources, declaration_id: str, account_subject: str) -> DeclaredName:
    """A declaration of this account, with why it could not be held if it could not. Raises `declaration.not_found`."""
    with resources.database.reading() as session:
        declaration = declarations.get(session, declaration_id)
        if declaration is None or declaration.account_subject != account_subject:
            raise not_found("naming.declaration", "没有找到该名称申报", "There is no such declaration")
        return _shown(declaration, declarations.refusal_of(session, declaration_id))


def read_last_declaration(resources: Resources, application_no: str, account_subject: str) -> DeclaredName:
    """The newest declaration of an application of this account. Raises `declaration.not_found`."""
    with resources.database.reading() as session:
        declaration = declarations.last_of(session, application_no, account_subject)
        if declaration is None:
            raise not_found("naming.declaration", "没有找到该名称申报", "There is no such declaration")
        return _shown(declaration, declarations.refusal_of(session, declaration.id))


def _typed(wished: WishedName) -> dict[str, str]:
    fields = asdict(wished)
    typed = {name: fields[name] for name in ("trade_name", "industry", "organisation_form")}
    if wished.entity_kind != EntityKind.SOLE_TRADER:
        chosen = {"entity_kind": wished.entity_kind.value, "arrangement": wished.arrangement.value}
        typed |= chosen | {"division": wished.division or "", "parent": wished.parent}
    return typed


def _uses_own_name(wished: WishedName) -> bool:
    # The operator's name itself is not kept here: where it is the trade name, it is known already.
    return wished.operator_name is not None and comparable(wished.operator_name) == comparable(wished.trade_name)


def _repeated(earlier: NameDeclaration, request: DeclareName) -> DeclaredName:
    same = (
        earlier.application_no == request.application_no
        and earlier.county_code == request.wished.county_code
        and earlier.type_code == (request.wished.type_code or "")
        and earlier.typed == _typed(request.wished)
        and earlier.similar_confirmed == request.similar_confirmed
    )
    if not same:
        raise Refusal(
            "naming.request_key_reused",
            "同一请求编号已用于另一次申报",
            "This request key was used for another declaration",
            pointer="/Idempotency-Key",
            status=409,
            remedy_zh="请刷新页面后重新提交",
            remedy_en="Reload the page and send it again",
        )
    return _shown(earlier, None)


def _shown(declaration: NameDeclaration, refused: RefusedReservation | None) -> DeclaredName:
    latest = refused or declaration
    return DeclaredName(
        declaration_id=declaration.id,
        application_no=declaration.application_no,
        full_name=declaration.full_name,
        verdict=Verdict(latest.verdict),
        findings=_FINDINGS.validate_python(latest.findings),
        alternatives=_ALTERNATIVES.validate_python(latest.alternatives),
    )
