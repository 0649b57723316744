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

// The tutor's answer is shown while it is written. Whatever happens, the page is then fetched anew:
// what counts is what the server has stored.
const waiting = document.querySelector("form[data-waits]");
if (waiting) {
  const turn = (role, who, text) => {
    const item = document.createElement("li");
    item.className = role;
    const name = document.createElement("span");
    name.className = "who";
    name.append(Object.assign(document.createElement("b"), { textContent: who }));
    const said = Object.assign(document.createElement("p"), { className: "text", dir: "auto", textContent: text });
    item.append(name, said);
    document.querySelector(".turns").append(item);
    return said;
  };
  const told = document.createElement("p");
  told.setAttribute("role", "status");
  const heard = async (answer, said) => {
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let rest = ""; ;) {
      const { done, value } = await reader.read();
      if (done) return;
      const lines = (rest + value).split("\n");
      rest = lines.pop();
      for (const line of lines) {
        const { text, problem } = JSON.parse(line);
        if (text !== undefined) said.textContent = text;
        if (problem !== undefined) { told.textContent = problem; return; }
      }
    }
  };
  const asked = async (form) => {
    const answer = await fetch(location.pathname, { method: "POST", body: form, headers: { "x-stream": "1" } });
    if ((answer.headers.get("content-type") ?? "").startsWith("application/jsonl")) {
      if (form.get("line")) turn("contact", waiting.dataset.you, form.get("line"));
      const said = turn("delegate", waiting.dataset.tutor, "…");
      said.setAttribute("aria-busy", "true");
      await heard(answer, said);
    }
  };
  waiting.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (waiting.getAttribute("aria-busy")) return;
    waiting.setAttribute("aria-busy", "true");
    const form = new URLSearchParams(new FormData(waiting));
    form.set("do", event.submitter?.value ?? "say");
    told.textContent = waiting.dataset.waits;
    waiting.append(told);
    try { await asked(form); } catch { /* The line may be stored: the page tells. */ }
    location.replace(location.pathname);
  });
}
