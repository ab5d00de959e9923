"""Establishment of an individual household business (个体工商户设立登记), from the first step to the archive.

Reads like the statute: identify, reserve the name, receive the file, gather the signatures, decide, register, license,
publish, archive. What it shares with every application is in `workflows/application_case.py`.
"""

from __future__ import annotations

from typing import ClassVar

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from catalogues.filing_types.words import Stage
    from services.approval.contract import Outcome
    from workflows import before_the_register
    from workflows.acts import archive, filing, licence, naming, notice, register
    from workflows.acts.conduct import together
    from workflows.application_case import ApplicationCase
    from workflows.before_the_register import REGISTERED
    from workflows.contract import ESTABLISHMENT, CaseClosed, OpenCase
    from workflows.declaring import DeclaresName
    from workflows.naming_the_operator import NamesOperator


@workflow.defn(name=ESTABLISHMENT)
class EstablishmentWorkflow(DeclaresName, NamesOperator, ApplicationCase):
    """One business that does not exist yet."""

    named_at: ClassVar[Stage] = Stage.NAME_RESERVED

    @workflow.run
    async def run(self, _: OpenCase) -> CaseClosed:
        return await self.carry_through()

    async def approve(self) -> None:
        """Registered first, then licensed, then published; only then is the applicant told (条例 Art. 21, 22)."""
        conduct = self._conduct
        if self._case.services_hand_on:
            await licence.enter_and_issue(conduct)
            await notice.announce_registration(conduct)
            await archive.conclude(conduct)
            return
        if not self._course.patched(REGISTERED) and await before_the_register.license(conduct):
            return
        await register.apply_filing(conduct)
        await together(licence.issue_licence(conduct), naming.confirm_name(conduct))
        await notice.announce_registration(conduct)
        await together(
            filing.record(conduct, Stage.LICENSED, outcome=Outcome.APPROVE),
            archive.hand_over_file(conduct, "LICENSED"),
        )
        conduct.enter(Stage.ARCHIVED)
