"use strict";
/* The phone: trades the link's token for a session, and turns handwriting into strokes. */
const redeem = document.getElementById("redeem");
if (redeem) {
  const token = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  if (token) { redeem.elements.token.value = token; redeem.requestSubmit(); }
  else document.getElementById("no-token").hidden = false;
}

const canvas = document.getElementById("pad");
if (canvas && window.SignaturePad) {
  const form = canvas.closest("form"), pad = new SignaturePad(canvas, { penColor: "#111", minWidth: 1, maxWidth: 3 });
  const fit = (drawn) => {
    const ratio = Math.max(window.devicePixelRatio || 1, 1);
    canvas.width = canvas.offsetWidth * ratio; canvas.height = canvas.offsetHeight * ratio;
    canvas.getContext("2d").scale(ratio, ratio);
    pad.fromData(drawn);
  };
  fit([]);
  /* A phone that is turned keeps what was drawn; a pad that was hidden is fitted when it appears. */
  let width = canvas.offsetWidth;
  new ResizeObserver(() => {
    if (!canvas.offsetWidth || canvas.offsetWidth === width) return;
    const wider = width ? canvas.offsetWidth / width : 1;
    const drawn = pad.toData().map((group) => ({ ...group, points: group.points.map((point) => ({ ...point, x: point.x * wider })) }));
    width = canvas.offsetWidth;
    fit(drawn);
  }).observe(canvas);
  document.getElementById("clear").addEventListener("click", () => pad.clear());
  document.getElementById("pad-missing").hidden = true;
  const strokes = () => {
    const groups = pad.toData(), began = groups[0]?.points[0]?.time ?? 0;
    const part = (value, size) => Math.min(1, Math.max(0, value / size));
    return groups.map((group) => group.points.map((point) => ({
      x: part(point.x, canvas.offsetWidth), y: part(point.y, canvas.offsetHeight), t: Math.min(3600000, Math.round(point.time - began)),
    })));
  };
  form.addEventListener("submit", () => {
    form.elements.strokes.value = pad.isEmpty() ? "" : JSON.stringify(strokes());
    form.elements.aspect.value = (canvas.offsetWidth / canvas.offsetHeight).toFixed(3);
  });
  /* The drawing survives the page that comes back with a mistyped code. */
  const kept = form.elements.strokes.value;
  if (kept) {
    const groups = JSON.parse(kept).map((points) => ({
      penColor: "#111", minWidth: 1, maxWidth: 3, velocityFilterWeight: 0.7, dotSize: 0, compositeOperation: "source-over",
      points: points.map((p) => ({ x: p.x * canvas.offsetWidth, y: p.y * canvas.offsetHeight, time: p.t, pressure: 0.5 })),
    }));
    pad.fromData(groups);
  }
}

/* Who says that everything was read has opened everything; a page that comes back with a fault remembers it. */
const papers = [...document.querySelectorAll("[data-to-open]")], unopened = document.getElementById("unopened");
if (unopened && papers.length) {
  const intent = document.getElementById("intent"), opened = "opened:" + papers.map((paper) => paper.querySelector("img").src).join();
  const seen = new Set(JSON.parse(window.sessionStorage.getItem(opened) ?? "[]"));
  const tell = () => {
    papers.forEach((paper, number) => { if (paper.open) seen.add(number); });
    window.sessionStorage.setItem(opened, JSON.stringify([...seen]));
    const left = papers.length - seen.size;
    intent.disabled = left > 0;
    unopened.hidden = left === 0;
    unopened.textContent = unopened.dataset.text.replace("{n}", left);
  };
  papers.forEach((paper) => paper.addEventListener("toggle", () => {
    tell();
    if (paper.open) paper.scrollIntoView({ block: "nearest" });
  }));
  tell();
}
