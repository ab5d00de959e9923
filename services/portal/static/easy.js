"use strict";
/* Large type (适老化): one question at a time, read aloud by the browser. Without scripts the pages are whole. */
const word = (of) => document.getElementById("easy-words").content.querySelector(`[data-of=${of}]`).textContent;
const button = (text, act, kind = "second") => {
  const made = document.createElement("button");
  made.type = "button"; made.className = kind; made.textContent = text;
  made.addEventListener("click", act);
  return made;
};
document.querySelectorAll("details.why").forEach((reason) => { reason.open = true; });

/* What is read: the question that is asked now, or the page; of a list to choose from only what is chosen. */
const SENTENCES = "h1, h2, h3, legend, label, p, li, dt, dd, summary, a.button";
const sentences = (room) => [...room.querySelectorAll(SENTENCES)]
  .filter((each) => each.getClientRects().length && !each.parentElement.closest(SENTENCES))
  .map((each) => each.innerText.replace(each.querySelector(".spoken")?.innerText ?? "", "").trim()).filter(Boolean).slice(0, 80);
const voice = window.speechSynthesis, bar = document.createElement("div");
bar.className = "easy-bar"; bar.setAttribute("role", "group"); bar.setAttribute("aria-label", word("read"));
if (voice && window.SpeechSynthesisUtterance) {
  const reader = button(word("read"), () => {
    if (voice.speaking) { voice.cancel(); return; }
    for (const sentence of sentences(document.querySelector(".unit.now") ?? document.getElementById("main"))) {
      const said = new SpeechSynthesisUtterance(sentence);
      said.lang = document.documentElement.lang; said.rate = 0.85;
      said.onend = said.onerror = () => { if (!voice.pending) reader.textContent = word("read"); };
      voice.speak(said);
    }
    reader.textContent = word("hush");
  });
  bar.append(reader);
  window.addEventListener("pagehide", () => voice.cancel());
}

/* One question at a time: those that the answers so far leave open, in the order of the page. */
const ANSWERED = "input:not([type=hidden], [readonly]), select, textarea";
const UNITS = ".parts, fieldset.place, .pair, .field, .sides";
function ask(form) {
  const units = [...form.querySelectorAll(UNITS)].filter((unit) => !unit.parentElement.closest(UNITS));
  if (units.length < 2) return;
  units.forEach((unit) => unit.classList.add("unit"));
  const at = document.createElement("p"), steps = document.createElement("div");
  at.setAttribute("role", "status"); at.className = "quiet";
  steps.className = "actions easy-steps";
  let now = null;
  const open = () => {
    form.classList.remove("asked");
    const seen = units.filter((unit) => unit.getClientRects().length && unit.querySelector(ANSWERED));
    form.classList.add("asked");
    return seen;
  };
  const show = (unit, moved = true) => {
    const all = open(), index = all.indexOf(unit);
    now?.classList.remove("now");
    now = unit;
    now.classList.add("now");
    form.classList.toggle("last", index === all.length - 1);
    at.textContent = word("at").replace("{n}", index + 1).replace("{all}", all.length);
    steps.firstChild.hidden = index === 0;
    steps.children[1].hidden = index === all.length - 1;
    if (moved) { voice?.cancel(); unit.querySelector(ANSWERED).focus(); form.scrollIntoView({ block: "start" }); }
  };
  const go = (by) => {
    if (by > 0) {
      const wrong = [...now.querySelectorAll("input, select, textarea")].find((field) => !field.checkValidity());
      if (wrong) { wrong.reportValidity(); return; }
    }
    const all = open(), next = all[all.indexOf(now) + by];
    if (next) show(next);
  };
  const holding = (id) => units.find((unit) => unit.id === id || unit.querySelector(`[id="${CSS.escape(id)}"]`));
  steps.append(button(word("back"), () => go(-1)), button(word("on"), () => go(1), ""), button(word("all"), () => {
    form.classList.remove("asked"); units.forEach((unit) => unit.classList.remove("unit", "now"));
    at.remove(); steps.remove();
  }, "link"));
  const end = [...form.children].findLast((child) => child.matches(".actions"));
  end.before(steps); form.prepend(at);
  const named = decodeURIComponent(location.hash.slice(1));
  show((named && holding(named)) || units.find((unit) => unit.matches(".wrong") || unit.querySelector(".wrong")) || open()[0], false);
  form.addEventListener("invalid", (event) => { const unit = event.target.closest(".unit"); if (unit && unit !== now) show(unit); }, true);
  document.getElementById("faults")?.addEventListener("click", (event) => {
    const unit = event.target.hash && holding(decodeURIComponent(event.target.hash.slice(1)));
    if (unit) show(unit);
  });
  form.addEventListener("change", () => window.setTimeout(() => { if (form.classList.contains("asked")) show(now, false); }));
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !form.matches(".asked:not(.last)") || !event.target.matches("input:not([type=submit])")) return;
    event.preventDefault(); go(1);
  });
}
document.querySelectorAll("form[data-kept]").forEach(ask);
if (bar.children.length) document.getElementById("main").prepend(bar);
