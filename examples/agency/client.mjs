// An agency's client: takes each event, verifies its signature, answers with a receipt, and sees it recorded.
import { readFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { jetstream } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import sm from "sm-crypto";

const own = JSON.parse(readFileSync(process.argv[2], "utf-8"));
const { keys } = await (await fetch(own.keys)).json();
const publicKey = new Map(keys.map((key) => [key.key_id, key.public_key]));
const KNOWN = new Set(["publicity.entity.v1", "tax.registration.v1"]);

/** Names sorted, no blanks, letters as they are (RFC 8785). */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical)}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`)}}`;
}

/** The signature is over everything else. */
function verified({ signature, ...signed }) {
  const der = Buffer.from(signature, "base64").toString("hex");
  return sm.sm2.doVerifySignature(canonical(signed), der, publicKey.get(signed.signaturekeyid), { der: true, hash: true });
}

const client = await connect({
  servers: own.server, user: own.user, pass: own.password, inboxPrefix: own.inbox_prefix, maxReconnectAttempts: -1,
});
const stream = jetstream(client);
const answers = client.subscribe(own.answers)[Symbol.asyncIterator]();

async function say(type, id, data) {
  const stored = await stream.publish(own.receipts, JSON.stringify({ specversion: "1.0", id, type, data }));
  for (;;) {
    const answer = (await answers.next()).value.json().data;
    if (answer.sequence === stored.seq) return answer;
  }
}

const testing = process.argv.includes("--test");
const expected = new Set(testing ? (await say("request.test.v1", randomUUID(), {})).event_ids : []);
const reading = await stream.consumers.get(own.stream, own.consumer);
while (!testing || expected.size) {
  const message = await reading.next({ expires: 30_000 });
  if (message === null) continue;
  const event = message.json();
  const good = verified(event) && KNOWN.has(event.type.replace(/^test\./, ""));
  // Here the event goes into the agency's books, once for each id; a test event does not.
  const outcome = good ? { outcome: "ACCEPTED" } : { outcome: "REJECTED", reason: "NOT_UNDERSTOOD: /" };
  const receipt = { event_id: event.id, received_at: new Date().toISOString(), ...outcome };
  const answer = await say("receipt.v1", `${event.id}/receipt`, receipt);
  await message.ackAck();
  console.log(event.type, event.id, outcome.outcome, answer.result);
  expected.delete(event.id);
}
await client.close();
