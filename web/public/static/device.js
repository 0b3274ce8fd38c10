// Checks a credential on this device, by the verifier's JavaScript module: a QR
// code, an SD-JWT or a holder's file. The server is asked what the ledger holds of
// its digest, and is not told what it says. The answer is made of the same words as
// the server's.
//
// Without the module, which is built when the project is set up, and for what it
// does not read (bundles, receipts, PDF and ZIP files), the server is asked for the
// answer itself.
"use strict";
const DeviceCheck = (() => {
  const language = document.documentElement.lang;
  const place = document.getElementById("answer");
  const texts = JSON.parse(document.getElementById("device-texts").textContent);
  const sogoc = typeof SogocVerify === "object" ? SogocVerify : null;

  // element makes an element of this class, with texts and elements in it. What a
  // credential says comes in as text alone.
  const element = (name, className, ...inside) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...inside.filter((one) => one !== null && one !== ""));
    return made;
  };

  const shapeOf = (shape) => document.getElementById("shape-" + shape).content.cloneNode(true);

  const withID = (made, id) => {
    made.id = id;
    return made;
  };

  // verdictOf is the sign, the word and the sentence. Id is that of the heading.
  const verdictOf = (said, heading, id, hasSentence = true) => {
    const title = withID(element(heading.name, "", heading.text), id);
    const verdict = element("section", "verdict " + said.shape, shapeOf(said.shape),
      element("div", "", title, hasSentence ? element("p", "sentence", said.sentence) : ""));
    verdict.setAttribute("aria-labelledby", id);
    return verdict;
  };

  const isolated = (text) => element("bdi", "", sogoc.visible(text));

  const isConfirmed = (answer) => answer.grounds.steps[5].outcome === "passed";

  // whoOf returns to whom what was issued.
  const whoOf = (answer) => {
    const { fullName, kind, major, majorEn } = answer.content;
    const field = (language === "en" && majorEn) || major;
    return [
      element("h3", "", isConfirmed(answer) ? texts.who : texts.whoClaimed),
      fullName ? element("p", "who", isolated(fullName)) : element("p", "who withheld", texts.whoWithheld),
      element("p", "what", sogoc.sayKind(kind, language), ...(field ? [" · ", isolated(field)] : [])),
    ];
  };

  const issuerOf = (issuer) => {
    const parts = [element("h3", "", texts.issuer), element("p", "issuer-name", isolated(issuer.name))];
    if (issuer.nameEn) {
      const english = element("p", "", isolated(issuer.nameEn));
      english.lang = "en";
      parts.push(english);
    }
    if (issuer.nameNow) parts.push(element("p", "", texts.issuerNow + ": ", isolated(issuer.nameNow)));
    if (issuer.successor) parts.push(element("p", "", texts.successor + ": ", element("code", "", issuer.successor)));
    return parts;
  };

  const row = (label, ...value) => element("div", "", element("dt", "", label), element("dd", "", ...value));

  const factsOf = (answer) => {
    const list = element("dl", "", row(texts.kind, sogoc.sayKind(answer.content.kind, language)));
    for (const { label, value, isPrinted } of sogoc.factsOf(answer.content, language)) {
      list.append(row(label, element("bdi", "", value), ...(isPrinted ? [" ", element("small", "", texts.printed)] : [])));
    }
    return element("section", "facts", element("h3", "", isConfirmed(answer) ? texts.facts : texts.claims), list,
      ...coursesOf(answer), element("p", "hint", texts.printedNote));
  };

  const headed = (scope, ...inside) => {
    const head = element("th", "", ...inside);
    head.scope = scope;
    return head;
  };

  // both are two values of one field, of which either may be missing.
  const both = (one, other) => [isolated(one || ""), one && other ? " · " : "", isolated(other || "")];

  const courseOf = (course) => element("tr", "",
    headed("row", isolated(course.name), ...(course.code ? [" ", element("small", "", isolated(course.code))] : [])),
    element("td", "", isolated(course.credits || "")),
    element("td", "", ...both(course.tenPoint, course.letter)),
    element("td", "", ...both(course.term, course.year)));

  // coursesOf returns what a transcript shows of its courses; of any other document nothing.
  const coursesOf = ({ courses: counted, content }) => {
    if (!counted || !content.courses) return [];
    const parts = [
      element("h3", "", texts.courses),
      element("p", "", texts.shown.replace("%d", counted.shown).replace("%d", counted.total)),
    ];
    if (counted.shown === 0) return parts;
    const names = element("tr", "", ...["course", "credits", "mark", "term"].map((name) => headed("col", texts[name])));
    const table = element("table", "", element("thead", "", names), element("tbody", "", ...content.courses.map(courseOf)));
    const scroll = element("div", "scroll", table);
    scroll.tabIndex = 0;
    scroll.setAttribute("role", "region");
    scroll.setAttribute("aria-label", texts.courses);
    return [...parts, scroll];
  };

  const stepOf = ({ outcome, reason, detail }, index) => {
    const sign = element("b", "", { passed: "✓", failed: "✗" }[outcome] || "–");
    sign.setAttribute("aria-hidden", "true");
    const code = [reason, detail].filter(Boolean).join(" / ");
    return element("li", outcome, element("span", "step", sogoc.sayStep(index + 1, language)), " ",
      element("span", "outcome", sign, " ", sogoc.sayOutcome(outcome, language)),
      ...(reason ? [" ", element("code", "", code)] : []));
  };

  const groundsOf = (answer) => {
    const { grounds } = answer;
    const moment = (one) => sogoc.formatMomentIn(one, language);
    const code = (text) => element("code", "", text);
    const rows = [row(texts.code, code([answer.result, answer.detail].filter(Boolean).join(" / ")))];
    if (grounds.anchored) {
      rows.push(row(texts.anchored, moment(grounds.anchored)),
        row(texts.anchor, answer.anchor + ", " + texts.block + " " + grounds.block));
    }
    const { change } = grounds;
    if (change && change.since) rows.push(row(texts.changed, moment(change.since) + ", " + texts["by_" + change.by]));
    if (answer.digest) rows.push(row(texts.digest, code(answer.digest)));
    rows.push(row(texts.reading, sogoc.sayReading(grounds.reading.kind, language)));
    if (grounds.ledger) {
      rows.push(row(texts.ledger, sogoc.sayHead(grounds.ledger, language)), row(texts.blockHash, code(grounds.ledger.hash)));
    }
    return rows;
  };

  const checksOf = (answer) => element("details", "checks", element("summary", "", texts.details),
    element("ol", "", ...answer.grounds.steps.map(stepOf)), element("dl", "", ...groundsOf(answer)));

  // keepingOf is the form by which a reader has the server make something to keep.
  // Only then is the server told what the document says.
  const keepingOf = (answer, text, day) => {
    const about = Boolean(answer.grounds.at);
    const kinds = [];
    if (place.dataset.evidence && !about && answer.anchor !== undefined) kinds.push("evidence");
    if (place.dataset.receipt) kinds.push("receipt");
    if (place.dataset.receiptPdf) kinds.push("receipt/pdf");
    if (!about && answer.result === "valid" && answer.content.form !== "qr") kinds.push("credential");
    if (kinds.length === 0) return null;
    const form = element("form", "keep", element("h3", "", texts.keep));
    form.method = "post";
    form.action = "/v/evidence";
    form.autocomplete = "off";
    for (const [name, value] of Object.entries({ presentation: text, on: day, lang: language })) {
      const field = element("input", "");
      Object.assign(field, { type: "hidden", name, value });
      form.append(field);
    }
    for (const kind of kinds) {
      const button = element("button", "", texts["keep_" + kind]);
      button.type = "submit";
      if (kind !== "evidence") button.setAttribute("formaction", "/v/" + kind);
      form.append(element("div", "", button, element("p", "", texts["note_" + kind])));
    }
    if (place.dataset.receiptKey && !about && answer.digest) form.append(keepHere(answer, text));
    form.append(element("p", "hint", texts.keepSends));
    return form;
  };

  // keepHere is the button that has the server sign a receipt and keeps it in this
  // browser.
  const keepHere = (answer, text) => {
    const button = element("button", "", texts.keepOffline);
    const note = element("p", "", texts.keepOfflineNote);
    button.type = "button";
    note.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      button.disabled = true;
      const said = await fetchReceipt(answer.digest, text).catch(() => "keptNot");
      note.textContent = texts[said];
      button.disabled = said === "keptReceipt";
    });
    return element("div", "", button, note);
  };

  // fetchReceipt keeps a receipt that the service signed by the key that this page
  // came with, and resolves to the name of what is said of it.
  const fetchReceipt = async (digest, text) => {
    const response = await fetch("/api/v1/receipt", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ presentation: text }),
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
    });
    if (!response.ok) return response.status === 429 ? "keepBusy" : "keptNot";
    const receipt = { text: await response.text(), key: JSON.parse(place.dataset.receiptKey), by: location.host };
    const isMeant = sogoc.readReceipt(receipt.text, receipt.key, digest) !== null;
    return isMeant && Kept.keepReceipt(digest, receipt) ? "keptReceipt" : "keptNot";
  };

  // show returns the nodes of an answer: in the order of the server's own.
  const show = (answer, text, day, way, saidOffline = null) => {
    const said = { notes: [], ...(saidOffline || sogoc.say(answer, language)) };
    const { grounds } = answer;
    const isOffline = way === texts.wayOffline;
    const wait = grounds.retryAfter ? [texts.wait.replace("%d", grounds.retryAfter)] : [];
    const verdict = verdictOf(said, { name: "h2", text: said.word }, "word");
    verdict.dataset.result = answer.result;
    const nodes = [verdict];
    if (said.today) {
      const isSame = answer.today.result === answer.result && (answer.today.detail || "") === answer.detail;
      const today = verdictOf(said.today, { name: "h3", text: texts.now + ": " + said.today.word }, "today", !isSame);
      today.classList.add("today");
      nodes.push(today);
    }
    const parts = [...(answer.content ? whoOf(answer) : []), ...(grounds.issuer ? issuerOf(grounds.issuer) : [])];
    if (parts.length > 0) nodes.push(element("section", "issuer", ...parts));
    const notes = [...said.notes, ...wait].map((note) => element("p", "", note));
    if (notes.length > 0) nodes.push(element("section", "notes", ...notes));
    if (answer.content) {
      const compare = document.getElementById(answer.content.fullName ? "compare" : "compare-withheld");
      nodes.push(compare.content.cloneNode(true), factsOf(answer));
    }
    nodes.push(isOffline ? null : keepingOf(answer, text, day), checksOf(answer),
      element("p", "when", texts.checkedAt + " " + sogoc.formatMomentIn(grounds.checkedAt, language)),
      element("p", "way", way));
    return { nodes: nodes.filter(Boolean), word: said.word };
  };

  const later = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  // lookUp asks the service, and up to twice more where it is too busy.
  const lookUp = async (asked) => {
    for (let turn = 1; ; turn++) {
      try {
        return await sogoc.lookUp(location.origin, asked);
      } catch (error) {
        if (error.status !== 503 || turn === 3) throw error;
        await later(turn * (500 + 500 * Math.random())); // not all readers at once
      }
    }
  };

  // refusals are the messages of what the service answers instead of a look-up: a
  // reader waits, rather than that the server is told what the document says.
  const refusals = { 429: "tooMany", 503: "tooBusy" };

  // withoutNetwork answers by what is kept on this device. It is never valid.
  const withoutNetwork = (text, asked) => {
    const answer = sogoc.answerOffline(text, Kept.issuer(asked.issuer), new Date());
    const kept = Kept.receipt(asked.digest);
    const stated = kept && sogoc.readReceipt(kept.text, kept.key, asked.digest);
    const receipt = stated && { ...stated, by: kept.by };
    return show(answer, text, "", texts.wayOffline, sogoc.sayOffline(answer, receipt, language));
  };

  // momentOf returns the last second of a day in Vietnam, null for now, and
  // undefined for a day of which the server says what is wrong with it.
  const momentOf = (day, now) => {
    if (day === "") return null;
    const today = new Date(Date.parse(now) + 7 * 3600e3).toISOString().slice(0, 10);
    if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || day > today) return undefined;
    return day === today ? null : day + "T16:59:59Z";
  };

  // formOf returns the form of a text: "qr", another one, null for none, and
  // undefined for what the module does not read.
  const formOf = (text) => {
    try {
      return sogoc.formOf(text);
    } catch {
      return undefined;
    }
  };

  // Larger files are not read here: no credential comes near it.
  const mostBytes = 4 * 1024 * 1024;

  // decode returns a file's text, null where it is no text.
  const decode = (bytes) => {
    const isWide = bytes.length % 2 === 0 && [0xfffe, 0xfeff].includes(bytes[0] * 256 + bytes[1]);
    const name = isWide ? (bytes[0] === 0xff ? "utf-16le" : "utf-16be") : "utf-8";
    try {
      const text = new TextDecoder(name, { fatal: true }).decode(bytes);
      return /[\0-\x08\x0e-\x1f]|^%PDF-/.test(text) ? null : text.trim();
    } catch {
      return null;
    }
  };

  return {
    // takes reports whether a text can be checked here.
    takes: (text) => sogoc !== null && text !== "" && formOf(text) !== undefined,

    // textOf resolves to the text of a file that can be checked here, null for any other.
    textOf: async (file) => {
      if (sogoc === null || file.size > mostBytes) return null;
      const text = decode(new Uint8Array(await file.arrayBuffer()));
      return text && formOf(text) !== undefined ? text : null;
    },

    // isCode reports whether a text is a QR code of a register.
    isCode: (text) => sogoc !== null && formOf(text) === "qr",

    // check resolves to { nodes, word } of the answer, to { message }, the name of one
    // of the page's, or to null where the server must be asked for the answer.
    check: async (text, day) => {
      const asked = sogoc.referenceOf(text);
      let found;
      try {
        found = await lookUp(asked);
      } catch (error) {
        if (refusals[error.status]) return { message: refusals[error.status] };
        return error.status === 0 && asked !== null ? withoutNetwork(text, asked) : null; // else the server says why
      }
      const keepable = asked && sogoc.keepableOf(found);
      if (keepable) Kept.keepIssuer(asked.issuer, keepable);
      const at = momentOf(day, found.checkedAt);
      if (at === undefined) return null;
      return show(sogoc.answerWith(text, found, { at }), text, day, asked === null ? texts.wayNothingSent : texts.wayDevice);
    },
  };
})();
