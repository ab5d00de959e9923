"""Asks the premises registry about the places of an application, and what is to be proved by a document."""

from __future__ import annotations

from catalogues.filing_types.words import Section
from kernel.errors import Finding, Outage
from services.filing.contract.parts import PremisesCheckPart
from services.filing.domain.dossier import Dossier
from services.filing.operations.resources import Resources

PROOFS = ("premises_proof", "further_premises_proof")
"""What proves the main place, and what the further ones."""


def checks(resources: Resources, dossier: Dossier) -> tuple[PremisesCheckPart, ...]:
    """What the registry says of every place one can go to. It never keeps anybody waiting for long: after one silence
    the rest is silence, too. Nothing where there is no registry."""
    if resources.premises is None or dossier.premises is None or dossier.operator is None:
        return ()
    found: list[PremisesCheckPart] = []
    silent = False
    for place, (street, detail) in enumerate(dossier.premises.physical):
        try:
            if silent:
                raise Outage("filing.premises_registry_silent")
            known = resources.premises.ask(dossier.county_code, street, detail, dossier.operator.id_number or "")
        except Outage:
            silent = True
            found.append(PremisesCheckPart(place=place, answer="SILENT"))
            continue
        usable = known.exists and known.right != "NONE"
        found.append(
            PremisesCheckPart(
                place=place,
                answer="USABLE" if usable else "NOT_USABLE" if known.exists else "UNKNOWN",
                shared_address=known.shared_address,
            )
        )
    return tuple(found)


def unproved(resources: Resources, dossier: Dossier) -> list[Finding]:
    """The places that neither a document nor the registry proves. Where the registry is silent nothing is missing yet:
    a person looks at it later. Nothing is missing of places that stay."""
    if dossier.premises is None or not dossier.states_anew(Section.PREMISES):
        return []
    lacking = {kind for kind in PROOFS[: len(dossier.premises.physical)] if kind not in dossier.attachments}
    if not lacking:
        return []
    answers = {check.place: check.answer for check in checks(resources, dossier)}
    failing = {
        PROOFS[min(place, 1)]
        for place in range(len(dossier.premises.physical))
        if answers.get(place) not in {"USABLE", "SILENT"}
    }
    return [
        Finding(
            "filing.premises_unproved",
            "登记机关的数据不能证明您有权使用该经营场所，请上传使用证明",
            "The authority's data do not show that you may use these premises; please upload a proof",
            f"/attachments/{kind}",
            "个体工商户登记管理规定第十一条",
            "房产证、租赁合同或者其他合法使用证明",
            "A deed, a lease or another proof of lawful use",
        )
        for kind in PROOFS
        if kind in lacking & failing
    ]
