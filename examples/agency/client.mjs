// An agency's client: takes each event, decrypts and verifies it, answers with a signed receipt, sees it recorded.
import { readFileSync } from "node:fs";
import { jetstream } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { CompactSign, compactDecrypt, importJWK } from "jose";
import sm from "sm-crypto";

const own = JSON.parse(readFileSync(process.argv[2], "utf-8"));
const { keys } = await (await fetch(own.keys)).json();
const publicKey = new Map(keys.map((key) => [key.key_id, key.public_key]));
const decrypting = ({ kid }) => importJWK(own.private_keys.keys.find((key) => key.kid === kid), "ECDH-ES");
const signing = own.private_keys.keys.find((key) => key.use === "sig");
const KNOWN = new Set(["publicity.entity.v1", "tax.registration.v1"]);

/** Names sorted, no blanks, letters as they are (RFC 8785). */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical)}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`)}}`;
}

const login = { servers: own.server, user: own.user, pass: own.password, inboxPrefix: own.inbox_prefix };
const client = await connect({ ...login, maxReconnectAttempts: -1 });
const stream = jetstream(client);
const answers = client.subscribe(own.answers)[Symbol.asyncIterator]();

async function say(type, id, data) {
  const message = new TextEncoder().encode(JSON.stringify({ specversion: "1.0", id, type, data }));
  const signed = new CompactSign(message).setProtectedHeader({ alg: "ES256", kid: signing.kid });
  const stored = await stream.publish(own.receipts, await signed.sign(await importJWK(signing, "ES256")));
  for (;;) {
    const answer = (await answers.next()).value.json().data;
    if (answer.sequence === stored.seq) return answer;
  }
}

const testing = process.argv.includes("--test");
const expected = new Set(testing ? (await say("request.test.v1", String(Date.now()), {})).event_ids : []);
const reading = await stream.consumers.get(own.stream, own.consumer);
while (!testing || expected.size) {
  const message = await reading.next({ expires: 30_000 });
  if (message === null) continue;
  let { signature, ...event } = message.json();
  if (event.datacontenttype === "application/jose") { // personal data, encrypted to our key (JWE)
    const { plaintext } = await compactDecrypt(event.data, decrypting);
    event = { ...event, data: JSON.parse(new TextDecoder().decode(plaintext)), datacontenttype: "application/json" };
  }
  // The signature is over everything else, with the data in clear.
  const [der, key] = [Buffer.from(signature, "base64").toString("hex"), publicKey.get(event.signaturekeyid)];
  const signed = sm.sm2.doVerifySignature(canonical(event), der, key, { der: true, hash: true });
  const good = signed && KNOWN.has(event.type.replace(/^test\./, ""));
  // Here the event goes into the agency's books, once for each id; a test event does not.
  const outcome = good ? { outcome: "ACCEPTED" } : { outcome: "REJECTED", reason: "NOT_UNDERSTOOD: /" };
  const receipt = { event_id: event.id, received_at: new Date().toISOString(), ...outcome };
  const answer = await say("receipt.v1", `${event.id}/receipt`, receipt);
  await message.ackAck();
  console.log(event.type, event.id, outcome.outcome, answer.result);
  expected.delete(event.id);
}
await client.close();
