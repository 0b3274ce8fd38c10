// Checks a QR code on this device, by the verifier's JavaScript module: the
// server is asked what the ledger holds of its digest, and is not told what the
// code says. The answer is made of the same words as the server's.
//
// Without the module, which is built when the project is set up, and for what
// it does not show in full (an SD-JWT, a holder's file, evidence, files), the
// server is asked for the answer itself.
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
  const verdictOf = (said, heading, id, ...notes) => {
    const title = withID(element(heading.name, "", heading.text), id);
    const verdict = element("section", "verdict " + said.shape, shapeOf(said.shape),
      element("div", "", title, element("p", "sentence", said.sentence), ...notes.map((note) => element("p", "note", note))));
    verdict.setAttribute("aria-labelledby", id);
    return verdict;
  };

  const isolated = (text) => element("bdi", "", sogoc.visible(text));

  const issuerOf = (issuer) => {
    const section = element("section", "issuer", element("h3", "", texts.issuer),
      element("p", "issuer-name", isolated(issuer.name)));
    if (issuer.nameEn) {
      const english = element("p", "", isolated(issuer.nameEn));
      english.lang = "en";
      section.append(english);
    }
    if (issuer.nameNow) section.append(element("p", "", texts.issuerNow + ": ", isolated(issuer.nameNow)));
    if (issuer.successor) section.append(element("p", "", texts.successor + ": ", element("code", "", issuer.successor)));
    return section;
  };

  const row = (label, ...value) => element("div", "", element("dt", "", label), element("dd", "", ...value));

  const factsOf = (answer) => {
    const confirmed = answer.grounds.steps[5].outcome === "passed";
    const list = element("dl", "", row(texts.kind, sogoc.sayKind(answer.content.kind, language)));
    for (const { label, value, isPrinted } of sogoc.factsOf(answer.content, language)) {
      list.append(row(label, element("bdi", "", value), ...(isPrinted ? [" ", element("small", "", texts.printed)] : [])));
    }
    return element("section", "facts", element("h3", "", confirmed ? texts.facts : texts.claims), list,
      element("p", "hint", texts.printedNote));
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
  // Only then is the server told what the code says.
  const keepingOf = (answer, text, day) => {
    const about = Boolean(answer.grounds.at);
    const kinds = [];
    if (place.dataset.evidence && !about && answer.anchor !== undefined) kinds.push("evidence");
    if (place.dataset.receipt) kinds.push("receipt");
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
      const kept = await fetchReceipt(answer.digest, text).catch(() => false);
      note.textContent = kept ? texts.keptReceipt : texts.keptNot;
      button.disabled = kept;
    });
    return element("div", "", button, note);
  };

  // fetchReceipt resolves to whether a receipt is kept: one that the service signed
  // by the key that this page came with.
  const fetchReceipt = async (digest, text) => {
    const response = await fetch("/api/v1/receipt", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ presentation: text }),
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
    });
    if (!response.ok) return false;
    const receipt = { text: await response.text(), key: JSON.parse(place.dataset.receiptKey), by: location.host };
    return sogoc.readReceipt(receipt.text, receipt.key, digest) !== null && Kept.keepReceipt(digest, receipt);
  };

  // show returns the nodes of an answer: in the order of the server's own.
  const show = (answer, text, day, way, saidOffline = null) => {
    const said = { notes: [], ...(saidOffline || sogoc.say(answer, language)) };
    const { grounds } = answer;
    const isOffline = way === texts.wayOffline;
    const wait = grounds.retryAfter ? [texts.wait.replace("%d", grounds.retryAfter)] : [];
    const verdict = verdictOf(said, { name: "h2", text: said.word }, "word", ...said.notes, ...wait);
    verdict.dataset.result = answer.result;
    const nodes = [verdict];
    if (said.today) {
      const today = verdictOf(said.today, { name: "h3", text: texts.now + ": " + said.today.word }, "today");
      today.classList.add("today");
      nodes.push(today);
    }
    if (grounds.issuer) nodes.push(issuerOf(grounds.issuer));
    if (answer.content) nodes.push(document.getElementById("compare").content.cloneNode(true), factsOf(answer));
    nodes.push(isOffline ? null : keepingOf(answer, text, day), checksOf(answer),
      element("p", "when", texts.checkedAt + " " + sogoc.formatMomentIn(grounds.checkedAt, language)),
      element("p", "way", way));
    return { nodes: nodes.filter(Boolean), word: said.word };
  };

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

  return {
    // takes reports whether a text can be checked here.
    takes: (text) => sogoc !== null && text !== "" && [null, "qr"].includes(formOf(text)),

    // isCode reports whether a text is a QR code of a register.
    isCode: (text) => sogoc !== null && formOf(text) === "qr",

    // check resolves to { nodes, word } of the answer, or to null where the server
    // must be asked for it.
    check: async (text, day) => {
      const asked = sogoc.referenceOf(text);
      let found;
      try {
        found = await sogoc.lookUp(location.origin, asked);
      } catch (error) {
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
