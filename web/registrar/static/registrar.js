// What pages do beyond what they do without script.
"use strict";
(() => {
  // An invitation's secret comes behind the number sign, which the browser
  // sends to nobody; it goes into the form and out of the address.
  const code = document.getElementById("code");
  if (code && document.body.dataset.page === "invitation" && location.hash.length > 20) {
    code.value = location.hash.slice(1);
    code.closest("[data-code]").hidden = true;
    history.replaceState(null, "", location.pathname);
  }

  for (const button of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.parentElement.querySelector("input").value);
      button.textContent = button.dataset.copied;
    });
  }

  // What is typed and chosen is kept on the server while it is not sent, so that a
  // page that is left, reloaded or closed has it when it is opened again. Passwords
  // and passphrases are never kept. The browser asks before a page is left whose
  // last state could not be kept.
  const keepAt = document.body.dataset.keep;
  if (keepAt) {
    const prefix = keepAt.slice(0, -"/unfinished".length);
    const places = new Map(); // what is known of each form that somebody has changed
    const path = (address) => new URL(address, location.href).pathname.slice(prefix.length);

    const contentOf = (form, place) => {
      const content = new FormData();
      content.set("unfinished.page", path(location.href));
      content.set("unfinished.action", path(form.action));
      for (const field of form.elements) {
        if (!field.name || field.disabled || field.type === "password" || field.name.startsWith("unfinished.")) continue;
        if (field.type === "file") {
          if (place.files) for (const file of field.files) content.append(field.name, file);
        } else if (!["submit", "button", "fieldset"].includes(field.type) &&
          (!["checkbox", "radio"].includes(field.type) || field.checked)) {
          content.append(field.name, field.value);
        }
      }
      return content;
    };

    const tell = (form, place, text, trouble) => {
      if (!place.words) {
        place.words = document.createElement("p");
        place.words.setAttribute("role", "status");
        form.append(place.words);
      }
      place.words.className = trouble ? "hint keeping kept trouble" : "hint keeping kept";
      if (place.words.textContent !== text) place.words.textContent = text;
    };

    // Of one form one request is under way at a time, so that an older state never
    // comes after a newer one. Leaving the page ends that request and sends the last
    // state in one that outlives the page.
    const keep = async (form, place, leaving) => {
      clearTimeout(place.timer);
      if (place.stop) {
        if (!leaving) return; // it is kept again when the request under way has ended
        place.stop.abort();
      }
      const files = place.files, stop = new AbortController();
      place.stop = stop;
      place.open = false;
      try {
        const response = await fetch(keepAt, { method: "POST", body: contentOf(form, place), cache: "no-store",
          redirect: "error", keepalive: leaving && !files, signal: stop.signal });
        place.failed = false;
        if (response.status === 404) { // a form that is not kept
          place.unkept = false;
          return;
        }
        if (!response.ok) throw new Error(response.status);
        if (place.open) { // something has changed meanwhile
          soon(form, place, 0);
          return;
        }
        place.unkept = place.files = false;
        const ended = response.headers.has("Sogoc-Session-Ended");
        tell(form, place, ended ? document.body.dataset.ended : document.body.dataset.kept, ended);
      } catch (error) {
        if (error.name === "AbortError" || place.sent) return;
        place.failed = place.open = true;
        tell(form, place, document.body.dataset.notKept, true);
        soon(form, place, 5000);
      } finally {
        if (place.stop === stop) place.stop = null;
      }
    };
    const soon = (form, place, pause) => {
      clearTimeout(place.timer);
      place.timer = setTimeout(() => keep(form, place), pause);
    };

    // What is chosen is kept at once: each click is worth it. What is typed is kept
    // when the typing pauses.
    const isTyped = (field) => field.tagName === "TEXTAREA" ||
      (field.tagName === "INPUT" && !["checkbox", "radio", "file"].includes(field.type));
    const changed = (event) => {
      const field = event.target, form = field.form;
      if (!form || form.method !== "post" || field.type === "password" || !form.closest("main")) return;
      if (!places.has(form)) places.set(form, {});
      const place = places.get(form);
      place.unkept = place.open = true;
      place.sent = false;
      if (place.words) place.words.classList.remove("kept"); // until this is kept, too
      if (field.type === "file") place.files = true;
      if (isTyped(field)) soon(form, place, 600);
      else keep(form, place);
    };
    document.addEventListener("input", changed);
    document.addEventListener("change", (event) => {
      if (event.target.type === "file") changed(event);
    });
    document.addEventListener("submit", (event) => {
      const place = places.get(event.target);
      if (!place || event.defaultPrevented) return;
      clearTimeout(place.timer);
      if (place.stop) place.stop.abort();
      place.unkept = false;
      place.sent = true;
    });
    const leave = () => {
      for (const [form, place] of places) {
        if (place.unkept && (place.open || place.stop) && !(place.files && place.stop)) keep(form, place, true);
      }
    };
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") leave();
    });
    window.addEventListener("beforeunload", (event) => {
      for (const place of places.values()) {
        if (place.unkept && (place.files || place.failed)) event.preventDefault();
      }
      leave();
    });
  }

  // A batch on its way is asked after until it has arrived; then the page is
  // loaded again, since other things can be done with it. Without script the
  // page loads itself again now and then.
  const progress = document.getElementById("progress");
  const live = document.getElementById("live");
  const steps = progress && progress.querySelector("[data-poll]");
  if (steps) {
    const address = steps.dataset.poll;
    let pause = 1000;
    const ask = async () => {
      try {
        const response = await fetch(address, { headers: { Accept: "text/html" }, cache: "no-store", redirect: "error" });
        if (!response.ok) throw new Error(response.status);
        const page = new DOMParser().parseFromString(await response.text(), "text/html");
        progress.replaceChildren(...page.body.childNodes);
        const words = progress.querySelector(".moving");
        if (words && live.textContent !== words.textContent) live.textContent = words.textContent;
        if (!progress.querySelector("[data-poll]")) {
          location.reload();
          return;
        }
        pause = 1000;
      } catch {
        live.textContent = progress.dataset.lost;
        pause = Math.min(pause * 2, 30000);
      }
      setTimeout(ask, pause);
    };
    setTimeout(ask, pause);
  }

  // A list is read while the browser waits for the next page. The page that is still
  // shown says how far that is, and asks less often while nothing is under way.
  const lists = document.body.dataset.lists;
  if (lists) {
    const words = document.createElement("div");
    words.setAttribute("role", "status");
    let timer, pause;
    const ask = async (form) => {
      let now = null;
      try {
        const response = await fetch(lists, { headers: { Accept: "text/html" }, cache: "no-store", redirect: "error" });
        const page = new DOMParser().parseFromString(response.ok ? await response.text() : "", "text/html");
        now = page.querySelector(".moving");
      } catch { /* the next page comes all the same */ }
      if (!timer) return;
      if (now) {
        if (!words.isConnected) form.append(words);
        if (words.textContent !== now.textContent) words.replaceChildren(now);
      }
      pause = now ? 1000 : Math.min(pause * 2, 15000);
      timer = setTimeout(ask, pause, form);
    };
    document.addEventListener("submit", (event) => {
      const form = event.target;
      if (event.defaultPrevented || form.method !== "post" || !form.action.includes("/uploads")) return;
      clearTimeout(timer);
      pause = 1000;
      timer = setTimeout(ask, 500, form);
    });
    window.addEventListener("pagehide", () => {
      clearTimeout(timer);
      timer = null;
      words.remove();
    });
  }

  // All of a page's rows are chosen by one box; without script each by its own.
  for (const all of document.querySelectorAll("[data-all]")) {
    all.hidden = false;
    all.addEventListener("change", () => {
      for (const box of all.closest("form").querySelectorAll('input[name="credential"]')) box.checked = all.checked;
    });
  }

  // How many questions have no answer yet is counted with each click.
  for (const left of document.querySelectorAll("[data-count]")) {
    const form = left.closest("form");
    const count = () => {
      const open = [...form.querySelectorAll("fieldset")].filter((f) => !f.querySelector("input:checked")).length;
      const all = open + Number(left.dataset.later);
      const words = all ? left.dataset.count.replace("%d", all.toLocaleString(document.documentElement.lang)) : left.dataset.none;
      if (left.textContent !== words) left.textContent = words;
    };
    form.addEventListener("input", count);
    count(); // of answers that were chosen and not saved the page knows already
  }

  // The arrow keys go from row to row of what will be signed.
  for (const region of document.querySelectorAll("[data-rows]")) {
    region.addEventListener("keydown", (event) => {
      if ((event.key !== "ArrowDown" && event.key !== "ArrowUp") || event.altKey || event.ctrlKey || event.metaKey) return;
      const rows = [...region.querySelectorAll("tr[id]")];
      const at = rows.indexOf(event.target.closest("tr[id]"));
      const next = rows[event.key === "ArrowDown" ? at + 1 : Math.max(0, at - 1)];
      if (!next) return;
      event.preventDefault();
      next.focus();
      next.scrollIntoView({ block: "nearest", inline: "nearest" });
    });
  }

  // How close a name must come is asked only where a name is looked for.
  const by = document.getElementById("by");
  for (const field of document.querySelectorAll("[data-only]")) {
    const show = () => { field.hidden = by.value !== field.dataset.only; };
    by.addEventListener("change", show);
    show();
  }

  // A button that starts something is pressed once.
  for (const form of document.querySelectorAll("form.import, .decide form")) {
    form.addEventListener("submit", () => {
      for (const button of form.querySelectorAll("button")) button.disabled = true;
    });
  }
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) for (const button of document.querySelectorAll("button:disabled")) button.disabled = false;
  });

  // A menu closes when something else is clicked, or by Escape.
  for (const menu of document.querySelectorAll("details.menu")) {
    document.addEventListener("click", (event) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
    menu.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    });
  }
})();
