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

  // All of a page's rows are chosen by one box; without script each by its own.
  for (const all of document.querySelectorAll("[data-all]")) {
    all.hidden = false;
    all.addEventListener("change", () => {
      for (const box of all.closest("form").querySelectorAll('input[name="credential"]')) box.checked = all.checked;
    });
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
