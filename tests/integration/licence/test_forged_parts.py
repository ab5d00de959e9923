"""A licence is issued on what its authors wrote and on nothing else."""

from __future__ import annotations

import base64
import copy
import os

import pytest
from pydantic import BaseModel

from catalogues.filing_types.words import PartKind
from kernel.authors import Authors, pinned, private_key, public_key
from kernel.errors import Defect
from services.licence.operations.issuing import issue_licence
from services.licence.store import licences
from tests.integration.licence.conftest import World


class Content(BaseModel, extra="allow"):
    """Whatever a part says."""


@pytest.mark.parametrize("kind", [PartKind.DECISION, PartKind.APPLICATION, PartKind.ENTITY])
def test_an_invented_part_issues_nothing(world: World, kind: PartKind) -> None:
    """The attack that once had a genuine licence issued: all is genuine but one part, word for word the same, left by
    a process that has the exchange's key and no author's."""
    request = world.approved()
    genuine = world.resources.exchange.collect(request.parts[kind], Content, kind)
    forger = copy.copy(world.resources.exchange)
    key = base64.b64encode(os.urandom(32)).decode()
    forger.authors = Authors(kind.author, private_key(key), pinned(f"{kind.author}:{public_key(key)}"))
    invented = forger.deposit(request.application_no, kind, genuine)
    forged = request.model_copy(update={"parts": {**request.parts, kind: invented}})
    with pytest.raises(Defect, match=r"exchange\.another_author"):
        issue_licence(world.resources, forged)
    with world.resources.database.reading() as session:
        assert licences.of_application(session, request.application_no) is None
