"use strict";
/* Makes pages more comfortable; every page works without it, but for the picture of a signature and live updates. */
document.documentElement.classList.add("script");
const csrf = () => document.querySelector("input[name=csrf]")?.value ?? "";

/* One click is one request, however often it is clicked. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  const question = event.submitter?.dataset.confirm;
  if (question && !window.confirm(question)) { event.preventDefault(); return; }
  if (form.hasAttribute("data-hx-get")) return;
  form.dataset.sent = "yes";
  window.setTimeout(() => delete form.dataset.sent, 8000);
});
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((f) => delete f.dataset.sent));
document.addEventListener("htmx:configRequest", (event) => { event.detail.headers["X-CSRF-Token"] = csrf(); });

/* What is wrong is read out first. */
document.getElementById("faults")?.focus();

/* What can be handed on is copied or shared where the browser can do that. */
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.done;
  });
}
for (const button of document.querySelectorAll("[data-share]")) {
  button.hidden = !navigator.share;
  button.addEventListener("click", () => {
    navigator.share({ title: button.dataset.title, url: new URL(button.dataset.share, location.href).href }).catch(() => {});
  });
}

/* What is asked only after a certain answer is there once that is given; without this script it is always there. */
for (const part of document.querySelectorAll("[data-only-if]")) {
  const [name, values] = part.dataset.onlyIf.split("="), wanted = values.split(",");
  const given = () => new FormData(part.closest("form")).getAll(name).some((value) => wanted.includes(value));
  const show = () => { part.hidden = !given(); };
  part.closest("form").addEventListener("change", show);
  show();
}

/* A password is shown to whoever wants to see what was typed, until the form is sent. */
for (const button of document.querySelectorAll("[data-show]")) {
  const field = document.getElementById(button.dataset.show), [show, hide] = [button.textContent, button.dataset.hide];
  const turn = (shown) => {
    field.type = shown ? "text" : "password";
    button.textContent = shown ? hide : show;
    button.setAttribute("aria-pressed", String(shown));
  };
  button.hidden = false;
  button.addEventListener("click", () => turn(field.type === "password"));
  field.form.addEventListener("submit", () => turn(false));
}

/* Another code can be asked for when the seconds are over; they are counted on the button. */
for (const button of document.querySelectorAll("[data-again]")) {
  const until = Date.now() + 1000 * button.dataset.again, shown = button.querySelector(".again");
  button.disabled = true;
  const count = window.setInterval(() => {
    const left = Math.ceil((until - Date.now()) / 1000);
    shown.textContent = left > 0 ? ` (${left})` : "";
    button.disabled = left > 0;
    if (left <= 0) window.clearInterval(count);
  }, 250);
}

/* A phone's photograph is made smaller before it is sent; what cannot be goes as it is, and the server makes it so. */
const ENOUGH_SIDE = 2000, SMALL_BYTES = 1000000;
async function smaller(file) {
  if (!["image/jpeg", "image/png"].includes(file.type) || file.size <= SMALL_BYTES) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" }), canvas = document.createElement("canvas");
    const share = Math.min(1, ENOUGH_SIDE / Math.max(picture.width, picture.height));
    canvas.width = Math.round(picture.width * share); canvas.height = Math.round(picture.height * share);
    const pen = canvas.getContext("2d");
    pen.fillStyle = "white"; pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const made = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.85); });
    return made && made.size < file.size ? new File([made], file.name, { type: "image/jpeg" }) : file;
  } catch { return file; }
}

/* Files are sent as soon as they are chosen, with progress and a picture of them. */
for (const box of document.querySelectorAll("[data-upload]")) {
  const inputs = box.querySelectorAll("input[type=file]"), state = box.querySelector("[data-state]"), preview = box.querySelector("[data-preview]");
  const say = (what) => state.replaceChildren(document.getElementById(`told-${what}`).content.cloneNode(true));
  const empty = () => inputs.forEach((input) => { input.value = ""; });
  const show = (file) => {
    for (const place of [preview, ...document.querySelectorAll(`[data-beside="${box.dataset.upload.split("/").pop()}"]`)]) {
      const picture = new Image();
      picture.alt = file.name; picture.src = URL.createObjectURL(file);
      place.replaceChildren(picture);
    }
  };
  const send = (file) => {
    const bar = document.createElement("progress");
    bar.max = 100; bar.value = 0; bar.setAttribute("aria-label", file.name);
    state.replaceChildren(bar);
    state.classList.remove("red");
    const missed = (status) => { say("unsent"); state.classList.add("red"); failed(box, status, () => send(file)); };
    const request = new XMLHttpRequest(), form = new FormData();
    form.append("file", file); form.append("csrf", csrf());
    request.open("POST", box.dataset.upload);
    request.setRequestHeader("HX-Request", "true");
    request.upload.addEventListener("progress", (e) => { if (e.lengthComputable) bar.value = 100 * e.loaded / e.total; });
    request.addEventListener("load", () => {
      if (request.status >= 500 || [401, 403, 429].includes(request.status)) { missed(request.status); return; }
      arrived(box);
      if (request.status === 413) { say("large"); state.classList.add("red"); empty(); return; }
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      const answer = page.querySelector("[data-answer]") ?? page.querySelector("main section p");
      if (answer) state.replaceChildren(...answer.childNodes); else say("unsent");
      state.classList.toggle("red", request.status >= 400);
      empty();
      if (request.status >= 400) return;
      box.classList.remove("wrong");
      box.querySelectorAll(".fault").forEach((f) => f.remove());
      if (file.type.startsWith("image/")) show(file);
      box.dispatchEvent(new Event("uploaded", { bubbles: true }));
    });
    request.addEventListener("error", () => missed(0));
    request.send(form);
  };
  for (const input of inputs) input.addEventListener("change", () => { if (input.files[0]) smaller(input.files[0]).then(send); });
}

/* A field is marked as read from a picture as long as it says what the picture says. */
for (const mark of document.querySelectorAll("[data-read]")) {
  const field = document.getElementById(mark.id.slice(0, -"-read".length));
  field.addEventListener("input", () => { mark.hidden = field.value.trim() !== mark.dataset.read; });
}

/* The case as it stands, without reloading: the server says that it moved, the page fetches the piece that changed. */
function watch(live) {
  const shown = () => document.getElementById("live").dataset.stage;
  let events = null, news = shown(), busy = false;
  /* One renewal at a time: of two answers the older one might come last. */
  const renew = async () => {
    if (busy) return;
    busy = true;
    try {
      for (let tries = 0; news !== shown() && tries < 40; tries += 1) {
        const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
        if (answer?.ok) {
          const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("live");
          if (!fresh) { location.reload(); return; }
          document.getElementById("live").replaceWith(fresh);
          if (!fresh.dataset.events) { events.close(); return; }
        }
        if (news !== shown()) await new Promise((later) => { window.setTimeout(later, 700); });
      }
    } finally { busy = false; }
  };
  const moved = (event) => {
    news = event.data;
    if (news === shown()) return;
    if (live.dataset.reload) { events.close(); location.assign(live.dataset.reload); } else renew();
  };
  /* A browser asks again by itself when the connection breaks, but not after an answer it did not understand. */
  const follow = () => {
    events = new EventSource(live.dataset.events);
    events.addEventListener("moved", moved);
    events.addEventListener("error", async () => {
      if (events.readyState !== EventSource.CLOSED) return;
      const answer = await fetch("/my/session/token", { headers: { "HX-Request": "true" } }).catch(() => null);
      if (answer?.status === 401) failed(live, 401, follow); else window.setTimeout(follow, 3000);
    });
    events.addEventListener("open", () => arrived(live));
  };
  follow();
}
const live = document.getElementById("live");
if (live?.dataset.events) watch(live);

/* A licence's QR code holds its signed content behind the #, which browsers do not send by themselves. */
const symbol = document.getElementById("symbol");
if (symbol && location.hash.length > 1) {
  symbol.elements.cwt.value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  symbol.requestSubmit();
}

/* Suggestions beside a list box. */
document.addEventListener("change", (event) => {
  const target = event.target;
  if (target.dataset.submits !== undefined && !target.form.hasAttribute("data-hx-get")) target.form.requestSubmit();
});

/* Further pages of a paper are links that become pictures as one comes near them; all of them for a printer. Whoever has
   come to a link by keyboard keeps it until they go on. */
const come = (link) => {
  if (link === document.activeElement) { link.addEventListener("blur", () => setTimeout(come, 0, link), { once: true }); return; }
  const sheet = Object.assign(new Image(952, 1347), { src: link.href, alt: link.textContent });
  link.replaceWith(sheet);
};
const near = new IntersectionObserver((seen) => seen.forEach((e) => e.isIntersecting && (near.unobserve(e.target), come(e.target))), { rootMargin: "300px" });
for (const link of document.querySelectorAll(".sheet-to-come")) near.observe(link);
addEventListener("beforeprint", () => document.querySelectorAll("details[open] .sheet-to-come").forEach(come));
