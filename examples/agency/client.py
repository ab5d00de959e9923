"""An agency's client: decrypts each event, verifies its signature (over the rest, in clear), sends a signed receipt."""

import asyncio
import base64
import json
import sys
import time
import urllib.request
from pathlib import Path

import gmssl_pyx
import nats
from joserfc import jwe, jwk, jws

own = json.loads(Path(sys.argv[1]).read_text("utf-8"))
own_keys = jwk.KeySet.import_key_set(own["private_keys"])
signing = next(key for key in own_keys.keys if key.get("use") == "sig")
with urllib.request.urlopen(own["keys"]) as found:
    keys = {key["key_id"]: bytes.fromhex(key["public_key"])[1:] for key in json.load(found)["keys"]}
KNOWN = {test + kind for kind in ("publicity.entity.v1", "tax.registration.v1") for test in ("", "test.")}


async def main():
    login = {name: own[name] for name in ("user", "password", "inbox_prefix")}
    client = await nats.connect(own["server"], **login, max_reconnect_attempts=-1)
    stream, answers = client.jetstream(), await client.subscribe(own["answers"])

    async def say(kind, message_id, data):
        message = json.dumps({"specversion": "1.0", "id": message_id, "type": kind, "data": data})
        signed = jws.serialize_compact({"alg": "ES256", "kid": signing.kid}, message, signing)
        stored = await stream.publish(own["receipts"], signed.encode())
        while (answer := json.loads((await answers.next_msg(timeout=30)).data)["data"])["sequence"] != stored.seq:
            pass
        return answer

    expected = (await say("request.test.v1", str(time.time_ns()), {}))["event_ids"] if "--test" in sys.argv else None
    reading = await stream.pull_subscribe_bind(own["consumer"], own["stream"])
    while expected is None or expected:
        try:
            (message,) = await reading.fetch(1, timeout=30)
        except TimeoutError:
            continue
        event = json.loads(message.data)
        if event["datacontenttype"] == "application/jose":  # personal data, encrypted to our key (JWE)
            data = json.loads(jwe.decrypt_compact(event["data"], own_keys).plaintext)
            event |= {"data": data, "datacontenttype": "application/json"}
        signature = base64.b64decode(event.pop("signature"))
        canonical = json.dumps(event, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        good = gmssl_pyx.sm2_verify(keys[event["signaturekeyid"]], canonical, signature) and event["type"] in KNOWN
        # Here the event goes into the agency's books, once for each id; a test event does not.
        outcome = {"outcome": "ACCEPTED"} if good else {"outcome": "REJECTED", "reason": "NOT_UNDERSTOOD: /"}
        receipt = {"event_id": event["id"], "received_at": time.strftime("%FT%TZ", time.gmtime()), **outcome}
        answer = await say("receipt.v1", f"{event['id']}/receipt", receipt)
        await message.ack()
        print(event["type"], event["id"], outcome["outcome"], answer["result"], flush=True)
        expected = expected and [each for each in expected if each != event["id"]]
    await client.close()


asyncio.run(main())
