// Reads what a QR code put behind the number sign of the address, which the
// browser sends to nobody, and shows the answer: made here where DeviceCheck can,
// else by the server, to which it is posted. So it does with what is pasted,
// chosen or dropped. Without this script the same form posts what is pasted into it, or a
// file.
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

  const begin = () => {
    answer.setAttribute("aria-busy", "true");
    answer.classList.add("busy");
    if (live.textContent !== answer.dataset.checking) live.textContent = answer.dataset.checking; // is said once
    return ++latest;
  };

  const end = (turn) => {
    if (turn !== latest) return;
    answer.removeAttribute("aria-busy");
    answer.classList.remove("busy");
  };

  // say shows one of the page's messages instead of an answer.
  const say = (name) => {
    ++latest;
    end(latest);
    answer.replaceChildren(document.getElementById("message-" + name).content.cloneNode(true));
    live.textContent = answer.innerText;
  };

  // tell says the answer to those who hear the page, and shows its beginning to those
  // who see it: it stands above the form, out of sight of a reader on a small screen
  // who has just sent that.
  const tell = () => {
    const { top } = answer.getBoundingClientRect();
    if (top < 0 || top > window.innerHeight / 2) answer.scrollIntoView({ block: "start" });
    const parts = [...answer.querySelectorAll(":scope > .verdict div, :scope > .notes")];
    live.textContent = parts.map((part) => part.innerText).join("\n");
  };

  const title = document.title.split(" – ").slice(-2);

  // checkHere shows an answer that is made on this device, and resolves to whether
  // there is one, or a later question.
  const checkHere = async (asked, turn) => {
    if (typeof asked !== "string" || !DeviceCheck.takes(asked)) return false;
    const made = await DeviceCheck.check(asked, day.value);
    if (turn !== latest) return true;
    if (made === null) return false;
    if (made.message) {
      say(made.message);
      return true;
    }
    answer.replaceChildren(...made.nodes);
    document.title = [made.word, ...title].join(" – ");
    tell();
    return true;
  };

  // check asks about a text or a file. inPage says that the text was read from a
  // picture here.
  const check = async (asked, inPage = false) => {
    const turn = begin();
    try {
      if (await checkHere(asked, turn)) return;
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
      const way = answer.querySelector(".way");
      if (way && inPage) way.textContent = way.dataset.read;
      document.title = page.title;
      tell();
    } catch {
      if (turn !== latest) return;
      answer.replaceChildren();
      const sentence = document.createElement("p");
      sentence.className = "trouble";
      sentence.textContent = answer.dataset.trouble;
      answer.append(sentence);
      live.textContent = answer.dataset.trouble;
    } finally {
      end(turn);
    }
  };

  const codes = document.getElementById("codes");

  // choose checks the only code, or asks which of several. The field then holds
  // what the code says, so that the other language can ask about it again.
  const choose = (found) => {
    const checkCode = (text) => {
      field.value = text;
      file.value = "";
      check(text, true);
    };
    codes.hidden = found.length < 2;
    codes.lastElementChild.replaceChildren(...(found.length < 2 ? [] : found.map(({ text }, i) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = codes.dataset.code + " " + (i + 1);
      button.addEventListener("click", () => {
        for (const other of button.parentElement.children) other.removeAttribute("aria-pressed");
        button.setAttribute("aria-pressed", "true");
        checkCode(text);
      });
      return button;
    })));
    if (found.length === 1) checkCode(found[0].text);
    if (found.length < 2) return;
    ++latest;
    end(latest);
    answer.replaceChildren();
    live.textContent = document.getElementById("several").textContent;
    codes.querySelector("button").focus();
  };

  // readPicture looks for codes in a picture, which stays in the page.
  const readPicture = async (picture) => {
    const turn = begin();
    try {
      const { codes: found, others } = await PictureReader.read(picture);
      if (turn !== latest) return;
      if (found.length > 0) choose(found);
      else say(others > 0 ? "otherCode" : "noCode");
    } catch (error) {
      if (turn === latest) say(error.fault || "pictureUnreadable");
    }
  };

  // take checks a file, however it came. A credential's text and a picture are read
  // here, where this page can; everything else goes to the server.
  const take = async (given) => {
    Camera.stop();
    field.value = "";
    choose([]);
    const turn = begin();
    const text = await DeviceCheck.textOf(given);
    if (turn !== latest) return;
    if (text !== null) {
      field.value = text;
      file.value = ""; // no button of the form may post it
      check(text);
      return;
    }
    if (await PictureReader.isPicture(given) && await PictureReader.available()) {
      file.value = ""; // no button of the form may post it
      readPicture(given);
      return;
    }
    if (file.files[0] !== given) {
      const held = new DataTransfer(); // the form holds it, as if it were chosen
      held.items.add(given);
      file.files = held.files;
    }
    check(given);
  };

  const takeAll = (files) => {
    if (files.length === 1) take(files[0]);
    else say("oneFile");
  };

  const takeText = (text) => {
    Camera.stop();
    choose([]);
    file.value = "";
    field.value = text;
    check(text);
  };

  // What is pasted or chosen, "" for nothing. Of text and file only the one
  // given last is there.
  const given = () => file.files[0] || field.value.trim();

  // What the page in the other language asks again, in this tab alone and until it
  // has read it: the day, and the text that was checked on this device.
  const keptDay = "sogoc-day";
  const keptText = "sogoc-text";
  const takeKept = (name) => {
    try {
      const value = sessionStorage.getItem(name) || "";
      sessionStorage.removeItem(name);
      return value;
    } catch {
      return ""; // a browser that keeps nothing
    }
  };

  // switchTo shows the page in the other language, and reports whether it asks the
  // same again without the server's being told what it says.
  const switchTo = (other) => {
    const asked = given();
    if (asked instanceof File || (asked && !DeviceCheck.takes(asked)) || (!asked && !scanned())) return false;
    const digits = asked && DeviceCheck.isCode(asked) && /[0-9]{200,1600}$/.exec(asked);
    const fragment = asked ? digits && "#" + digits[0] : location.hash;
    try {
      sessionStorage.setItem(keptDay, day.value);
      if (!fragment) sessionStorage.setItem(keptText, asked);
    } catch {
      return false; // a browser that keeps nothing
    }
    location.replace("/v?lang=" + other + (fragment || ""));
    return true;
  };

  // A scan asks about now, whatever day the one before was asked about; only the
  // same page in the other language keeps its day.
  const read = () => {
    const text = takeKept(keptText);
    if (!scanned() && !text) return;
    day.value = takeKept(keptDay);
    if (text) {
      takeText(text);
      return;
    }
    field.value = file.value = "";
    choose([]);
    document.body.classList.add("scanned");
    check(location.origin + "/v" + location.hash);
  };

  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button && button.classList.contains("switch")) {
      if (switchTo(button.value)) event.preventDefault(); // else the server shows it in the other language
      return;
    }
    if (button && button.hasAttribute("formaction")) return; // the answer is kept as a file
    event.preventDefault(); // without text and file it is about what was scanned, perhaps as of another day
    choose([]);
    check(given() || (scanned() ? location.origin + "/v" + location.hash : ""));
  });

  file.addEventListener("change", () => {
    field.value = "";
    if (file.files.length > 0) take(file.files[0]);
  });
  field.addEventListener("input", () => { file.value = ""; });

  const photo = document.getElementById("photo");
  photo.addEventListener("change", () => {
    if (photo.files.length > 0) take(photo.files[0]);
    photo.value = ""; // the same photo may be chosen again
  });
  document.getElementById("camera").addEventListener("click", () => {
    choose([]);
    answer.replaceChildren();
    Camera.start(choose, say);
  });
  PictureReader.available().then((can) => { document.getElementById("reading").hidden = !can; });

  // What is pasted into a field stays there; anything else is checked.
  document.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain").trim();
    const files = [...event.clipboardData.files];
    const inField = event.target instanceof Element && event.target.closest("textarea, input") !== null;
    if (text && inField) return;
    if (!text && files.length === 0) return;
    event.preventDefault();
    if (text) takeText(text);
    else takeAll(files);
  });

  const droppable = (event) => [...event.dataTransfer.types].includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!droppable(event)) return;
    event.preventDefault();
    document.body.classList.add("dropping");
  });
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) document.body.classList.remove("dropping");
  });
  document.addEventListener("drop", (event) => {
    document.body.classList.remove("dropping");
    if (!droppable(event)) return;
    event.preventDefault();
    takeAll([...event.dataTransfer.files]);
  });

  // Jumping by the address would put the link's own fragment in the code's place.
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    answer.focus();
  });

  window.addEventListener("hashchange", read);
  read();
})();
