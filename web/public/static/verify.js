// Reads what a QR code put behind the number sign of the address, which the
// browser sends to nobody, posts it, and shows the answer. Without this script
// the same form posts what is pasted into it, or a file.
"use strict";
(() => {
  const form = document.getElementById("ask");
  const field = document.getElementById("presentation");
  const file = document.getElementById("file");
  const day = document.getElementById("on");
  const answer = document.getElementById("answer");
  const live = document.getElementById("live");
  const language = document.documentElement.lang;
  let latest = 0; // of two questions at once only the later one is shown

  const question = (asked) => {
    const form = new FormData();
    form.append(asked instanceof File ? "file" : "presentation", asked);
    form.append("lang", language);
    form.append("on", day.value);
    return form;
  };

  // A fragment that names a part of this page is a place in it, not a code.
  const scanned = () => location.pathname === "/v" && location.hash.length > 1 && !document.getElementById(location.hash.slice(1));

  // check asks about a text or a file.
  const check = async (asked) => {
    const turn = ++latest;
    answer.setAttribute("aria-busy", "true");
    answer.classList.add("busy");
    live.textContent = answer.dataset.checking;
    try {
      const response = await fetch(form.getAttribute("action"), {
        method: "POST",
        body: question(asked),
        headers: { Accept: "text/html" },
        credentials: "omit",
        cache: "no-store",
        redirect: "error",
      });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const content = page.getElementById("answer");
      if (turn !== latest) return;
      if (!content || !content.firstElementChild) throw new Error("no answer");
      answer.replaceChildren(...content.childNodes);
      document.title = page.title;
      const verdict = answer.querySelector(".verdict div");
      live.textContent = verdict ? verdict.innerText : "";
    } catch {
      if (turn !== latest) return;
      answer.replaceChildren();
      const sentence = document.createElement("p");
      sentence.className = "trouble";
      sentence.textContent = answer.dataset.trouble;
      answer.append(sentence);
      live.textContent = answer.dataset.trouble;
    } finally {
      if (turn === latest) {
        answer.removeAttribute("aria-busy");
        answer.classList.remove("busy");
      }
    }
  };

  // What is pasted or chosen, "" for nothing. Of text and file only the one
  // given last is there.
  const given = () => file.files[0] || field.value.trim();

  // A scan asks about now, whatever day the one before was asked about; only the
  // same page in the other language keeps its day.
  const kept = "sogoc-day";
  const read = () => {
    if (!scanned()) return;
    day.value = sessionStorage.getItem(kept) || "";
    sessionStorage.removeItem(kept);
    field.value = file.value = "";
    document.body.classList.add("scanned");
    check(location.origin + "/v" + location.hash);
  };

  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button && button.classList.contains("switch")) {
      if (given() || !scanned()) return; // the server shows it again in the other language
      event.preventDefault();
      sessionStorage.setItem(kept, day.value);
      location.replace("/v?lang=" + button.value + location.hash);
      return;
    }
    if (button && button.hasAttribute("formaction")) return; // the answer is kept as a file
    event.preventDefault(); // without text and file it is about what was scanned, perhaps as of another day
    check(given() || (scanned() ? location.origin + "/v" + location.hash : ""));
  });

  file.addEventListener("change", () => {
    field.value = "";
    if (file.files.length > 0) check(file.files[0]);
  });
  field.addEventListener("input", () => { file.value = ""; });

  // Jumping by the address would put the link's own fragment in the code's place.
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    answer.focus();
  });

  window.addEventListener("hashchange", read);
  read();
})();
