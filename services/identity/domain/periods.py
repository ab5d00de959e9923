"""How long things of an account live, and how often something may be tried."""

from __future__ import annotations

from datetime import timedelta

CAPTCHA_LIFE = timedelta(minutes=5)
SMS_CODE_LIFE = timedelta(minutes=5)
SMS_RESEND_AFTER = timedelta(seconds=60)
SMS_TRIES = 5
SMS_PER_DAY = 10
ACCESS_TOKEN_LIFE = timedelta(minutes=15)
SESSION_LIFE = timedelta(hours=12)
AT_THE_WINDOW = timedelta(hours=2)
"""How long a clerk may act for somebody after having identified them; longer than anybody stands there."""
LOGIN_FAILURES = 5
"""GB/T 22239-2019 8.1.4.1 b: failed logins must end in a lock."""
LOGIN_FAILURES_EVERYWHERE = 100
"""From all addresses together, under one name: beyond these a password alone is not enough."""
LOGIN_LOCK = timedelta(minutes=15)
TICKET_LIFE = timedelta(minutes=10)
"""How long somebody who holds the applicant's mobile number may follow an application."""
SIGNER_TICKET_LIFE = timedelta(minutes=30)
"""How long somebody invited may take from the code to the signing service."""
MOST_INVITATIONS = 10
"""Links sent to one person for one signing window."""
LOGIN_STEP_LIFE = timedelta(minutes=5)
"""Between the password and the second factor."""
UNIFIED_LOGIN_LIFE = timedelta(minutes=10)
ONE_TIME_PASSWORD_LIFE = timedelta(days=3)
REGISTRY_QUESTIONS_PER_MOBILE = 5
"""Questions to the population registry a day for accounts under one mobile: nobody may guess names by it."""
