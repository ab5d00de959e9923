"""Believes tokens of this side of the portal alone."""

from __future__ import annotations

from joserfc.jwk import KeySet

from kernel.tokens import Principal, TokenVerifier
from services.portal.domain.sides import Side


class SideVerifier(TokenVerifier):
    """As any service checks tokens, and that the bearer works on this side."""

    def __init__(self, jwks_url: str, issuer: str, side: Side) -> None:
        super().__init__(jwks_url, issuer)
        self._side = side

    def _bearer(self, token: str, keys: KeySet) -> Principal:
        """Raises Refusal `portal.other_side` besides."""
        principal = super()._bearer(token, keys)
        self._side.admit(principal.roles, at_window=principal.clerk is not None)
        return principal
