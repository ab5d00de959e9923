"""A department's client: signs a mark on a business, or its lifting, sends it, and prints what was answered."""

import asyncio
import base64
import json
import os
import sys
from pathlib import Path
from uuid import uuid4

import gmssl_pyx
import nats


def new_key(path):
    """The private key stays with the department; the public one is what it is enrolled with."""
    public, private = gmssl_pyx.sm2_key_generate()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write((private + public).hex())
    Path(f"{path}.public").write_text(f"04{public.hex()}")


def signed(event, key):
    """The signature is over everything else, as canonical JSON (RFC 8785)."""
    canonical = json.dumps(event, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return event | {"signature": base64.b64encode(gmssl_pyx.sm2_sign(key[:32], key[32:], canonical)).decode()}


async def send(own, key, data):
    login = {name: own[name] for name in ("user", "password", "inbox_prefix")}
    client = await nats.connect(own["server"], **login)
    answers = await client.subscribe(own["answers"])
    kind = "mark.v1" if "uscc" in data else "mark_lifted.v1"
    event = signed({"specversion": "1.0", "id": str(uuid4()), "type": kind, "data": data}, key)
    stored = await client.jetstream().publish(own["receipts"], json.dumps(event).encode())
    while (answer := json.loads((await answers.next_msg(timeout=30)).data)["data"])["sequence"] != stored.seq:
        pass
    await client.close()
    return answer


if sys.argv[1] == "--new-key":
    new_key(sys.argv[2])
else:
    credentials, secret, *pairs = sys.argv[1:]
    answer = asyncio.run(
        send(
            json.loads(Path(credentials).read_text("utf-8")),
            bytes.fromhex(Path(secret).read_text()),
            dict(pair.split("=", 1) for pair in pairs),
        )
    )
    print(answer["result"], *(f"{problem['pointer']} {problem['en']}" for problem in answer["problems"]))
