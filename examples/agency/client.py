"""An agency's client: takes each event, verifies its signature, answers with a receipt, and sees it recorded."""

import asyncio
import base64
import json
import sys
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import gmssl_pyx
import nats

own = json.loads(Path(sys.argv[1]).read_text("utf-8"))
with urllib.request.urlopen(own["keys"]) as found:
    keys = {key["key_id"]: bytes.fromhex(key["public_key"])[1:] for key in json.load(found)["keys"]}
KNOWN = {"publicity.entity.v1", "tax.registration.v1"}


def verified(event):
    """The signature is over everything else, as canonical JSON (RFC 8785)."""
    signed = {name: value for name, value in event.items() if name != "signature"}
    canonical = json.dumps(signed, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return gmssl_pyx.sm2_verify(keys[event["signaturekeyid"]], canonical, base64.b64decode(event["signature"]))


async def main():
    login = {name: own[name] for name in ("user", "password", "inbox_prefix")}
    client = await nats.connect(own["server"], **login, max_reconnect_attempts=-1)
    stream, answers = client.jetstream(), await client.subscribe(own["answers"])

    async def say(kind, message_id, data):
        message = {"specversion": "1.0", "id": message_id, "type": kind, "data": data}
        stored = await stream.publish(own["receipts"], json.dumps(message).encode())
        while (answer := json.loads((await answers.next_msg(timeout=30)).data)["data"])["sequence"] != stored.seq:
            pass
        return answer

    expected = set((await say("request.test.v1", str(uuid4()), {}))["event_ids"]) if "--test" in sys.argv else None
    reading = await stream.pull_subscribe_bind(own["consumer"], own["stream"])
    while expected is None or expected:
        try:
            (message,) = await reading.fetch(1, timeout=30)
        except TimeoutError:
            continue
        event = json.loads(message.data)
        good = verified(event) and event["type"].removeprefix("test.") in KNOWN
        # Here the event goes into the agency's books, once for each id; a test event does not.
        outcome = {"outcome": "ACCEPTED"} if good else {"outcome": "REJECTED", "reason": "NOT_UNDERSTOOD: /"}
        receipt = {"event_id": event["id"], "received_at": datetime.now(UTC).isoformat(), **outcome}
        answer = await say("receipt.v1", f"{event['id']}/receipt", receipt)
        await message.ack()
        print(event["type"], event["id"], outcome["outcome"], answer["result"], flush=True)
        expected = expected and expected - {event["id"]}
    await client.close()


asyncio.run(main())
