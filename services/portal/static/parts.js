"use strict";
/* On a phone a long form is asked part by part. Without scripts, on a wide screen and in large type, which asks one
   question at a time, it is whole. */
function askInParts(form) {
  const pieces = [...form.querySelectorAll("[data-part]")];
  const parts = [...new Set(pieces.map((piece) => piece.dataset.part))];
  const [at, onwards, back] = [".part-at", ".part-onwards", ".part-back"].map((each) => form.querySelector(each));
  const told = at.textContent;
  let now = parts[0];
  const partOf = (element) => element?.closest("[data-part]")?.dataset.part;
  /* A part that the answers so far leave out is none. */
  const asked = () => {
    form.classList.remove("parted");
    const seen = parts.filter((part) => pieces.some((piece) => piece.dataset.part === part && piece.getClientRects().length));
    form.classList.add("parted");
    return seen;
  };
  const show = (part, moved = true) => {
    const all = asked(), index = Math.max(0, all.indexOf(part));
    now = all[index];
    pieces.forEach((piece) => piece.classList.toggle("away", piece.dataset.part !== now));
    form.classList.toggle("last", index === all.length - 1);
    form.classList.toggle("first", index === 0);
    at.textContent = told.replace("{n}", index + 1).replace("{all}", all.length);
    if (moved) window.scrollTo(0, 0);
  };
  const turn = (by) => {
    const all = asked(), wanted = all[all.indexOf(now) + by];
    if (!wanted) return;
    window.history.pushState({ part: wanted }, "");
    show(wanted);
    at.focus();
  };
  const fields = () => [...form.querySelectorAll("input, select, textarea")].filter((each) => partOf(each) === now);
  onwards.addEventListener("click", () => { if (fields().every((each) => each.reportValidity())) turn(1); });
  back.addEventListener("click", () => turn(-1));
  window.addEventListener("popstate", (event) => show(event.state?.part ?? parts[0]));
  form.addEventListener("change", (event) => {
    show(now, false);
    if (event.target.name === "network_only" && event.target.value === "yes") document.getElementById("network_places").open = true;
  });

  /* What is wrong or wanted lies in another part: that one is shown. */
  let sent = false;
  form.addEventListener("invalid", (event) => {
    const part = partOf(event.target);
    if (sent || !part || part === now) return;
    sent = true;
    window.setTimeout(() => { sent = false; event.target.focus(); });
    show(parts.indexOf(part) > parts.indexOf(now) ? parts[parts.indexOf(now) + 1] : part);
  }, true);
  const aim = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const part = target && partOf(target);
    if (!part) return false;
    show(part, false);
    target.scrollIntoView();
    return true;
  };
  window.addEventListener("hashchange", aim);
  document.addEventListener("click", (event) => { if (event.target.closest("a[href^='#']")) window.setTimeout(aim); });
  if (!aim()) show(partOf(form.querySelector(".wrong")) ?? window.history.state?.part ?? parts[0], false);
}
if (!document.documentElement.classList.contains("easy")) document.querySelectorAll("[data-parted]").forEach(askInParts);
