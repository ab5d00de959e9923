"""What the founding documents of an enterprise say: application, charter or agreement, appointments or minutes."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from catalogues import codes
from catalogues.filing_types import entity_kinds, founding
from catalogues.filing_types.words import HOLDERS, DocumentKind
from services.filing.domain import scope
from services.filing.domain.details import Details
from services.filing.domain.dossier import Dossier
from services.filing.domain.enterprise.capital import MANNERS
from services.filing.domain.enterprise.organs import Post
from services.filing.domain.enterprise.parties import REPRESENTATIVE, Founder, OtherFounder, Parties, posts_of
from services.filing.domain.entries import LONG_TERM
from services.filing.domain.operator import Operator
from services.filing.domain.premises import Premises

KINDS = (
    DocumentKind.COMPANY_APPLICATION,
    DocumentKind.RESOLUTION,
    DocumentKind.CHARTER,
    DocumentKind.APPOINTMENTS,
    DocumentKind.PARTNERSHIP_AGREEMENT,
    DocumentKind.COOPERATIVE_CHARTER,
    DocumentKind.FOUNDING_MINUTES,
)
"""In the order of the file; which of them a kind has, its filing type says."""
_BOARD = 3


def words_of(dossier: Dossier) -> dict[str, Any]:
    """What every document of this kind of enterprise calls things."""
    kind = founding.get(dossier.filing_type.entity_kind)
    return {"company": True, "business": kind.business, "in_charge": kind.head, "words": kind.words.model_dump()}


def told_in(document: DocumentKind, dossier: Dossier, content: Mapping[str, Any]) -> dict[str, Any]:
    """The content as one of the documents has it: its title, whether everybody who contributes signs it, and the
    chapters where its text is described."""
    chapters = founding.get(dossier.filing_type.entity_kind).papers.get(document, ())
    entity = content["entity"]
    said = {
        "name": entity["full_name"],
        "premises": entity["premises"],
        "scope": entity["scope_text"].replace("\n", ""),
        "capital": entity["capital_amount"],
        "term": LONG_TERM,
        "head": content["operator"]["name"],
        "officers": "，".join(f"{each['name']}（{each['posts']}）" for each in content["officers"]),
    }
    signed = dossier.filing_type.document(document).signers
    # A company of one shareholder holds no meeting (公司法 Art. 60).
    alone = document is DocumentKind.RESOLUTION and len(content["shareholders"]) == 1
    return {
        **content,
        "title": "股东决定" if alone else dossier.filing_type.title_of(document),
        "joint": not HOLDERS.isdisjoint(signed),
        "chapters": [
            {"title": each.title, "articles": [article.format_map(said) for article in each.articles]}
            for each in chapters
        ],
    }


def content(
    head: Mapping[str, Any],
    dossier: Dossier,
    liaison: Mapping[str, Any],
    premises: Premises,
    operator: Operator,
    details: Details,
) -> dict[str, Any]:
    """Their common content: each prints of it what it needs."""
    parties = dossier.parties or Parties()
    kind = dossier.kind
    described = founding.get(dossier.filing_type.entity_kind)
    before = dossier.registered
    return {
        **head,
        "changes": [{"item": each.item, "before": each.before, "after": each.after} for each in dossier.changes],
        "before": {"name": before.name, "uscc": before.uscc} if before else None,
        "entity": {
            "full_name": dossier.full_name,
            "company_type": entity_kinds.get(dossier.filing_type.entity_kind).printed_type,
            "premises": dossier.address,
            "postcode": details.postcode,
            "capital_amount": _plain(premises.capital_amount or Decimal(0)),
            "operating_term": LONG_TERM,
            "industry_code": kind.industry_code,
            "industry_name": kind.industry_name,
            "employee_count": details.employee_count,
            "needs_paper_licence": details.needs_paper_licence,
            "scope_text": scope.printed(details.scope_items or (), premises.network_only),
            "permit_notice_accepted": details.permit_notice_accepted,
        },
        "operator": {
            "name": operator.name,
            "posts": posts_of(described, parties.representative),
            "sex": codes.label("sex", operator.sex or "9"),
            "id_document_type": codes.label("id_document_type", operator.id_document_type),
            "id_number": operator.id_number,
            "mobile": operator.mobile,
            "contact_phone": operator.contact_phone,
            "email": operator.email,
            "residence": operator.residence,
        },
        "shareholders": [
            {
                **_person(operator, each),
                "amount": _plain(each.amount or Decimal(0)),
                "manner": MANNERS[each.manner][0] if each.manner else "",
                "due_on": each.due_on.isoformat() if each.due_on else None,
                "share": _share(each.amount or Decimal(0), parties.capital),
                "represents": ref == REPRESENTATIVE,
                "standing": described.standing(each.standing).zh if len(described.standings) > 1 else "",
            }
            for ref, _, each in parties.everybody
            if each.is_shareholder
        ],
        "officers": [
            {**_person(operator, each), "posts": posts_of(described, each)}
            for _, _, each in parties.everybody
            if each.posts
        ],
        "organs": _organs(parties),
        "without_supervisor": parties.without_supervisor and not _number(parties, Post.SUPERVISOR),
        "liaison": dict(liaison),
        "promises": list(described.promises),
    }


def _person(operator: Operator, founder: Founder) -> dict[str, Any]:
    if isinstance(founder, OtherFounder) and founder.is_organisation:
        return {"name": founder.organisation, "id_number": founder.uscc, "signed_by": founder.name}
    person = founder if isinstance(founder, OtherFounder) else operator
    return {"name": person.name, "id_number": person.id_number, "signed_by": None}


def _organs(parties: Parties) -> dict[str, Any]:
    directors = _number(parties, Post.CHAIR, Post.DIRECTOR)
    own = parties.representative.posts
    chairs = "董事长" if Post.CHAIR in own else "董事" if Post.DIRECTOR in own else "经理"
    return {
        "board": directors >= _BOARD,
        "directors": directors,
        "manager": _number(parties, Post.MANAGER) > 0,
        "supervisors": _number(parties, Post.SUPERVISOR),
        "represents": chairs,
    }


def _number(parties: Parties, *posts: Post) -> int:
    return sum(any(post in posts for post in each.posts) for _, _, each in parties.everybody)


def _share(amount: Decimal, capital: Decimal) -> str:
    return f"{_plain(round(100 * amount / capital, 2))}%" if capital else ""


def _plain(number: Decimal) -> str:
    """12.5000 as 12.5, 100 as 100."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
