"use strict";
/* What was typed into the builder stays in this tab until the decision is made: through a reload, an ended session, a
   lost network. It leaves with the tab and is never sent anywhere but with the form. */
const settled = document.querySelector("[data-settled]"), builder = document.querySelector("form[data-draft]");
const keyOf = (name) => `desk.${name}`;
if (settled) sessionStorage.removeItem(keyOf(settled.dataset.settled));

if (builder) {
  const key = keyOf(builder.dataset.draft), typed = () => [...builder.elements].filter((e) => e.name && e.type !== "hidden" && e.type !== "submit");
  const keep = () => sessionStorage.setItem(key, JSON.stringify(typed().map((e) => [e.name, e.value, "checked" in e && e.matches("[type=checkbox], [type=radio]") ? e.checked : null])));
  const kept = sessionStorage.getItem(key);
  if (kept && builder.dataset.returned === undefined) {
    for (const [name, value, checked] of JSON.parse(kept)) {
      const field = typed().find((e) => e.name === name && (checked === null || e.value === value));
      if (!field) continue;
      if (checked === null) field.value = value; else field.checked = checked;
      if (checked) field.closest("details")?.setAttribute("open", "");
    }
    document.getElementById("restored").hidden = false;
    document.addEventListener("DOMContentLoaded", () => window.htmx?.trigger("#typed", "renew"));
  }
  builder.addEventListener("input", keep);
  builder.addEventListener("submit", keep);
}

/* Where papers lie below the sheet and not beside it, they are opened one by one. */
if (matchMedia("(max-width: 62rem)").matches || document.querySelector(".building")) for (const paper of document.querySelectorAll(".signed-documents details[open]")) paper.open = false;
