// The pages work without this: it adds single keys to the review page and keeps figures fresh.
"use strict";

const live = document.querySelector("[data-live]");
if (live) {
  setInterval(async () => {
    if (document.hidden || live.contains(document.activeElement)) return;
    try {
      const answer = await fetch(location.href, { headers: { "x-live": "1" } });
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = fresh.querySelector("[data-live]");
      if (found && found.innerHTML !== live.innerHTML) live.replaceChildren(...found.childNodes);
    } catch { /* The run goes on; so does the page, with the figures that it has. */ }
  }, 5000);
}

const shortcuts = document.getElementById("shortcuts");
if (shortcuts) {
  for (const each of document.querySelectorAll(".needs-script")) each.hidden = false;
  try { shortcuts.checked = localStorage.getItem("shortcuts") !== "off"; } catch { /* Not kept. */ }
  shortcuts.addEventListener("change", () => {
    try { localStorage.setItem("shortcuts", shortcuts.checked ? "on" : "off"); } catch { /* Not kept. */ }
  });
  let sent = false;
  for (const form of document.querySelectorAll("form[method=post]")) {
    form.addEventListener("submit", (event) => {
      if (sent) event.preventDefault();
      sent = true;
    });
  }
  addEventListener("pageshow", () => { sent = false; });
  const press = (shortcut) => document.querySelector(`button[aria-keyshortcuts="${shortcut}"]`)?.click();
  addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select");
    if (!shortcuts.checked || typing || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    const key = event.key.toLowerCase();
    if (key === "k" || /^[0-9]$/.test(key)) { event.preventDefault(); press(key); }
    if (key === "u") document.getElementById("undo")?.click();
    if (key === "e") {
      event.preventDefault();
      const edit = document.getElementById("edit");
      edit.open = true;
      edit.querySelector("textarea").focus();
    }
  });
}

const waiting = document.querySelector("form[data-waits]");
if (waiting) {
  waiting.addEventListener("submit", () => {
    const told = document.createElement("p");
    told.setAttribute("role", "status");
    told.textContent = waiting.dataset.waits;
    waiting.append(told);
  });
}
