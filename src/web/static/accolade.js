// Small comforts. Every page works without this file: what it needs stays hidden until it is here.
"use strict";

// The words of the page are on the tag that loads this file.
const words = document.currentScript.dataset;

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// Says something to everybody, also to those who hear the page.
const voice = document.createElement("p");
voice.className = "visually-hidden";
voice.setAttribute("role", "status");
document.body.append(voice);
const say = (text) => {
  voice.textContent = "";
  setTimeout(() => { voice.textContent = text; }, 50);
};

// Copy buttons: data-copies names the element whose text is copied.
for (const button of all("[data-copies]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copies);
    const label = button.firstChild;
    const before = label.textContent;
    try {
      await navigator.clipboard.writeText(source.textContent);
      label.textContent = words.copied;
      say(words.copied);
    } catch {
      getSelection().selectAllChildren(source);
      label.textContent = words.keys;
      say(words.selected);
    }
    setTimeout(() => { label.textContent = before; }, 2500);
  });
}

// A file may be dropped anywhere on the form.
for (const form of all("form[data-drop]")) {
  const input = form.querySelector("input[type=file]");
  const stop = (event) => event.preventDefault();
  for (const hint of all("[data-drop-hint]", form)) hint.hidden = false;
  for (const name of ["dragenter", "dragover"]) {
    form.addEventListener(name, (event) => { stop(event); form.classList.add("dropping"); });
  }
  form.addEventListener("dragleave", (event) => {
    if (!form.contains(event.relatedTarget)) form.classList.remove("dropping");
  });
  form.addEventListener("drop", (event) => {
    stop(event);
    form.classList.remove("dropping");
    if (event.dataTransfer.files.length === 0) return;
    input.files = event.dataTransfer.files;
    form.requestSubmit();
  });
  // A file dropped beside the form must not replace the page.
  for (const name of ["dragover", "drop"]) addEventListener(name, stop);
}

// Checks a badge again and puts the new verdict in place of the old one; the answer is the page that the form leads to.
for (const form of all("form[data-rechecks]")) {
  const status = form.querySelector("[role=status]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    status.textContent = words.checking;
    try {
      const address = form.action + "?" + new URLSearchParams(new FormData(form));
      const answer = await fetch(address, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(form.dataset.rechecks);
      if (!answer.ok || !fresh) throw new Error(String(answer.status));
      // This page has its own headline.
      for (const headline of all("h1", fresh)) {
        const line = document.createElement("p");
        line.className = headline.className;
        line.textContent = headline.textContent;
        headline.replaceWith(line);
      }
      document.getElementById(form.dataset.rechecks).replaceWith(document.importNode(fresh, true));
      const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
      status.textContent = words.checked.replace("%", time);
    } catch {
      status.textContent = words.failed;
    }
    button.disabled = false;
  });
}

// One tick for all on a page of a table.
for (const box of all("[data-ticks]")) {
  const boxes = all(`input[name="${box.dataset.ticks}"]`);
  box.hidden = false;
  box.addEventListener("change", () => { for (const one of boxes) one.checked = box.checked; });
  for (const one of boxes) {
    one.addEventListener("change", () => {
      const ticked = boxes.filter((other) => other.checked).length;
      box.checked = ticked === boxes.length;
      box.indeterminate = ticked > 0 && ticked < boxes.length;
    });
  }
}

// A form that keeps itself: what is written is saved when the writer pauses, and says when.
for (const form of all("form[data-saves]")) {
  const status = form.querySelector("[data-saved]");
  let timer;
  let left = false;
  const save = async () => {
    const body = new URLSearchParams(new FormData(form));
    body.set("do", "save");
    status.hidden = false;
    try {
      const answer = await fetch(form.action, { method: "POST", body });
      if (!answer.ok) throw new Error(String(answer.status));
      const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
      status.textContent = status.dataset.saved.replace("%", time);
    } catch {
      status.textContent = status.dataset.unsaved;
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => { if (!left) save(); }, 2000);
  });
  form.addEventListener("submit", () => { left = true; clearTimeout(timer); });
}

// Larger files go in pieces, so that a connection that breaks off loses one piece; what is there stays there for a day.
for (const form of all("form[data-resumes]")) {
  const file = form.querySelector("input[type=file]");
  const status = form.querySelector("[data-progress]");
  const bar = form.querySelector("progress");
  const button = form.querySelector("button:not([type=button])");
  const ask = async (method, address, body, kind) => {
    const answer = await fetch(address, { method, body, headers: body ? { "Content-Type": kind } : {} });
    const found = await answer.json();
    if (!answer.ok && answer.status !== 409) throw Object.assign(new Error(found.detail), { found });
    return answer.ok ? found : null;
  };
  let begun = null;
  form.addEventListener("submit", async (event) => {
    const chosen = file.files[0];
    if (!chosen || chosen.size < 500000) return;
    event.preventDefault();
    button.disabled = true;
    status.hidden = bar.hidden = false;
    const json = "application/json";
    try {
      if (!begun || begun.chosen !== chosen) {
        const made = await ask("POST", form.dataset.resumes, JSON.stringify({ sizeBytes: chosen.size }), json);
        if (!made) return form.submit();
        begun = { ...made, chosen };
      }
      const at = form.dataset.resumes + "/" + begun.uploadId;
      let failures = 0;
      while (begun.receivedBytes < chosen.size) {
        bar.value = Math.floor(100 * begun.receivedBytes / chosen.size);
        status.textContent = status.dataset.progress.replace("%", bar.value);
        const piece = chosen.slice(begun.receivedBytes, begun.receivedBytes + 500000);
        try {
          const now = await ask("PUT", at + "?offset=" + begun.receivedBytes, piece, "application/octet-stream")
            || await ask("GET", at);
          begun.receivedBytes = now.receivedBytes;
          failures = 0;
        } catch (error) {
          if (error.found || ++failures > 5) throw error;
          await new Promise((again) => { setTimeout(again, 1000 * failures); });
        }
      }
      const said = Object.fromEntries(["kind", "visibility", "pupils", "text"].map((name) => [name, form.elements[name].value]));
      if (!await ask("POST", at + "/attach", JSON.stringify(said), json)) return form.submit();
      location.assign(location.pathname + "?done=attached");
    } catch (error) {
      const errors = (error.found && error.found.errors) || [];
      status.textContent = errors.length ? errors[0].message : status.dataset.broken;
      button.disabled = false;
    }
  });
}

// The picture of a badge follows what is chosen beside it.
for (const picture of all("[data-preview]")) {
  const form = picture.closest("form");
  const parts = { shape: "shape", colour: "colour", icon: "icon", text: "artwork_text" };
  form.addEventListener("change", (event) => {
    if (!Object.values(parts).includes(event.target.name)) return;
    const query = new URLSearchParams();
    for (const [part, field] of Object.entries(parts)) query.set(part, form.elements[field].value);
    picture.src = picture.dataset.preview + "?" + query;
  });
}

// What goes on by itself: asked for again every second, the whole page when it is over.
for (const part of all("[data-live]")) {
  let shown = part;
  const ask = async () => {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(part.id);
      if (answer.ok && !fresh) return location.reload();
      if (fresh) {
        const next = document.importNode(fresh, true);
        shown.replaceWith(next);
        shown = next;
      }
    } catch {
      // The connection may come back.
    }
    setTimeout(ask, 1000);
  };
  setTimeout(ask, 1000);
}

for (const button of all("[data-prints]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// Times to the minute also in the reader's own zone.
for (const time of all("time[datetime*=T]")) {
  const at = new Date(time.dateTime);
  if (!Number.isNaN(at.getTime())) time.title = at.toLocaleString();
}

// After a form came back with errors, start at the summary.
document.querySelector(".errors")?.focus();
