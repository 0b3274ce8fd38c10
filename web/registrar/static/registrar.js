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
