"use strict";
/* Nothing typed is lost: not when the session ends, not without a network, not when the page is left by mistake.
   What was typed stays in this tab, goes with it, and is sent nowhere but with its form. */
const told = document.getElementById("told");
const unsent = new Map();
let ended = false, later = 0;

const tell = (what) => {
  if (told.dataset.what === what) return;
  told.dataset.what = what;
  told.replaceChildren(document.getElementById(`told-${what}`).content.cloneNode(true));
  told.hidden = false;
  document.getElementById("saved")?.replaceChildren();
};
const hush = () => { told.hidden = true; told.replaceChildren(); delete told.dataset.what; };

/* After another log-in the forms of this page need the new session's token; true if there is a new one. */
const renewed = async () => {
  const fields = [...document.querySelectorAll("input[name=csrf]")];
  const headers = { "HX-Request": "true", "X-CSRF-Token": fields[0]?.value ?? "" };
  const answer = await fetch("/my/session/token", { headers, redirect: "error" }).catch(() => null);
  if (!answer?.ok) return false;
  const { csrf: fresh, known } = await answer.json();
  fields.forEach((field) => { field.value = fresh; });
  return !known;
};

/* `what` could not be sent; `again` sends it once more. A status of 0: nobody answered. */
async function failed(what, status, again) {
  if (again) unsent.set(what, again);
  if (status === 403 && await renewed()) { resend(); return; }
  ended = status === 401 || status === 403;
  tell(ended ? "ended" : status && navigator.onLine ? "silent" : "offline");
  window.clearTimeout(later);
  if (!ended) later = window.setTimeout(resend, 8000);
}
function arrived(what) {
  unsent.delete(what);
  if (unsent.size) return;
  ended = false;
  hush();
}
function resend() {
  window.clearTimeout(later);
  const waiting = [...unsent.values()];
  unsent.clear();
  if (waiting.length) waiting.forEach((again) => again()); else if (!ended) hush();
}
const back = async () => { if (ended && await renewed()) { ended = false; resend(); } };
window.addEventListener("offline", () => { if (!unsent.size && !ended) tell("away"); });
window.addEventListener("online", resend);
window.addEventListener("focus", back);
document.addEventListener("visibilitychange", () => { if (!document.hidden) back(); });

/* Whoever logged in in another tab is told to come back; this one goes on by itself. */
const sessions = new BroadcastChannel("session");
sessions.addEventListener("message", back);
if (document.querySelector("[data-session]")) sessions.postMessage("begun");

const isSaved = (element) => /\bchange\b/.test(element.getAttribute("data-hx-trigger") ?? "") && element.hasAttribute("data-hx-post");
const missed = (event) => {
  const { elt: element, xhr } = event.detail, status = xhr.status;
  if (isSaved(element) && (status >= 500 || [0, 401, 403, 429].includes(status)))
    failed(element, status, () => { if (element.isConnected) window.htmx.trigger(element, "change"); });
  else if (status === 401) failed(element, status, null);
};
document.addEventListener("htmx:sendError", missed);
document.addEventListener("htmx:responseError", missed);
document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful && isSaved(event.detail.elt)) arrived(event.detail.elt); });

/* Without a network the browser would put its own page in the place of the form. */
document.addEventListener("submit", (event) => {
  if (navigator.onLine) return;
  event.preventDefault(); event.stopImmediatePropagation();
  tell("offline");
}, true);

const HOURS = 12 * 3600 * 1000, SAVING_TAKES = 5000, drawer = window.sessionStorage, PREFIX = "typed:";
const opened = (key) => { try { return JSON.parse(drawer.getItem(key)); } catch { return null; } };
const drop = (forgotten) => Object.keys(drawer).filter((key) => key.startsWith(PREFIX) && forgotten(key.slice(PREFIX.length), opened(key))).forEach((key) => drawer.removeItem(key));
/* A form that was sent and led on to another page of its case is done with. */
drop((path, kept) => !kept || Date.now() - kept.at > HOURS
  || (kept.sent && location.pathname !== path && location.pathname.startsWith(path.slice(0, path.lastIndexOf("/")))));
document.addEventListener("submit", (event) => { if (event.target.matches("[action='/logout']") && !event.defaultPrevented) drop(() => true); });

function keepTyped(form) {
  const key = PREFIX + form.getAttribute("action");
  const fields = () => [...form.elements].filter((e) => e.name && e.matches("input:not([type=hidden], [type=file], [type=password]), select, textarea"));
  const isTick = (field) => field.matches("[type=checkbox], [type=radio]");
  const version = () => form.elements.version?.value ?? "";
  /* Whatever is sent is counted, so that the server knows what this page saved itself, heard of or not. */
  const edit = () => form.elements.edit?.value ?? "";
  const pageOf = (text) => text.split(".")[0];
  const count = () => {
    const [page, number] = edit().split(".");
    if (number) form.elements.edit.value = `${page}.${Number(number) + 1}`;
    return edit();
  };
  let sent = false;
  const keep = (going) => {
    sent = going;
    drawer.setItem(key, JSON.stringify({
      at: Date.now(), sent, version: version(), edit: edit(), fields: fields().map((e) => [e.name, e.value, isTick(e) ? e.checked : null]),
    }));
  };
  const differing = (kept) => kept.fields.flatMap(([name, value, checked]) => {
    const field = fields().find((e) => e.name === name && (checked === null || e.value === value));
    return field && (checked === null ? field.value !== value : field.checked !== checked) ? [[field, value, checked]] : [];
  });
  const restore = (kept) => {
    for (const [field, value, checked] of differing(kept)) if (checked === null) field.value = value; else field.checked = checked;
    document.getElementById("restored").hidden = false;
    document.getElementById("elsewhere").hidden = true;
    keep(false);
    form.querySelectorAll("[data-hx-post]").forEach((element) => { if (isSaved(element)) window.htmx?.trigger(element, "change"); });
  };
  const kept = opened(key);
  if (form.dataset.returned !== undefined) keep(false);
  else if (kept && differing(kept).length) {
    const last = pageOf(form.elements.edit?.dataset.last ?? "");
    if (kept.version === version() || (last && last === pageOf(kept.edit ?? ""))) document.addEventListener("DOMContentLoaded", () => window.setTimeout(() => restore(kept)));
    else {
      document.getElementById("elsewhere").hidden = false;
      document.getElementById("use-mine").addEventListener("click", () => restore(kept));
    }
  }
  form.addEventListener("input", () => keep(false));
  form.addEventListener("change", () => keep(false));
  form.addEventListener("htmx:configRequest", (event) => { if (isSaved(event.detail.elt)) event.detail.parameters.edit = count(); });
  /* While the form is on its way nothing more is asked for, and an answer that comes yet does not make it unsent. */
  form.addEventListener("htmx:beforeRequest", (event) => { if (sent) event.preventDefault(); });
  form.addEventListener("htmx:afterSettle", () => { if (drawer.getItem(key)) keep(sent); });
  /* The form goes on its way after what is being saved, or after a while without. */
  let waiting = false;
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    const saving = [...form.querySelectorAll(".htmx-request")].find(isSaved);
    if (!saving && !waiting) { count(); keep(true); return; }
    event.preventDefault(); event.stopImmediatePropagation();
    if (waiting) return;
    waiting = true;
    const late = window.setTimeout(() => window.htmx.trigger(saving, "htmx:abort"), SAVING_TAKES);
    const goOn = (ended) => {
      if (ended.target !== saving) return;
      saving.removeEventListener("htmx:afterRequest", goOn);
      waiting = false;
      window.clearTimeout(late);
      form.requestSubmit(event.submitter);
    };
    saving.addEventListener("htmx:afterRequest", goOn);
  });
}
document.querySelectorAll("form[data-kept]").forEach(keepTyped);
