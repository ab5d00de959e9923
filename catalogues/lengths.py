"""How many characters each field of a form takes: the pages, the interfaces and the checks all read it here."""

from __future__ import annotations

PERSON_NAME = 60
DOCUMENT_NUMBER = 32
NAME_PART = PERSON_NAME
"""Trade name, industry or form. An operator's own name may be the trade name (企业名称登记管理规定实施办法 Art. 10)."""
BUSINESS_NAME = 100
SHOP_NAME = BUSINESS_NAME
"""The sign that is suggested is the name without its division."""
STREET = 50
PREMISES_DETAIL = 100
ADDRESS = 200
OWNER = 100
PLATFORM = 100
SHOP_ID = 50
WEB_ADDRESS = 200
RELATION = 20
