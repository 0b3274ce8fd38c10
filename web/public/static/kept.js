// What this page keeps on the device, so that a code can be looked at without a
// network: by itself only schools' names and public keys; a signed receipt, which
// tells of one document by its digest, only when the reader asks for it.
// "Delete" takes all of it away, with the page's own files.
"use strict";
let keptPageTimer = 0; // until the page's own files are kept

const Kept = (() => {
  const name = "sogoc-kept";
  const mostIssuers = 100;
  const mostReceipts = 100;
  const place = document.getElementById("kept");

  const read = () => {
    try {
      const { issuers, receipts } = JSON.parse(localStorage.getItem(name));
      return { issuers: issuers || {}, receipts: receipts || {} };
    } catch {
      return { issuers: {}, receipts: {} };
    }
  };

  // newest keeps the entries that were written last.
  const newest = (entries, most) => Object.fromEntries(Object.entries(entries).slice(-most));

  // write reports whether the browser keeps it.
  const write = ({ issuers, receipts }) => {
    try {
      localStorage.setItem(name, JSON.stringify({
        issuers: newest(issuers, mostIssuers),
        receipts: newest(receipts, mostReceipts),
      }));
      return true;
    } catch {
      return false;
    } finally {
      show();
    }
  };

  const show = () => {
    const { issuers, receipts } = read();
    const counts = [Object.keys(issuers).length, Object.keys(receipts).length];
    place.hidden = counts[0] + counts[1] === 0;
    const line = place.querySelector("p");
    line.textContent = line.dataset.text.replace("%d", counts[0]).replace("%d", counts[1]);
  };

  const forget = async () => {
    clearTimeout(keptPageTimer);
    try {
      localStorage.removeItem(name);
    } catch { /* a browser that keeps nothing */ }
    if ("caches" in window) {
      for (const one of await caches.keys()) await caches.delete(one);
    }
    if (navigator.serviceWorker) {
      for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
    }
    show();
    document.getElementById("live").textContent = place.dataset.deleted;
  };

  place.querySelector("button").addEventListener("click", forget);
  show();

  return {
    issuer: (code) => read().issuers[code] || null,
    receipt: (digest) => read().receipts[digest] || null,

    // keepIssuer keeps what of a look-up's answer tells of no document.
    keepIssuer: (code, keepable) => {
      const all = read();
      const before = all.issuers[code];
      const keys = new Map([...(before ? before.keys : []), ...keepable.keys].map((key) => [JSON.stringify(key.key), key]));
      delete all.issuers[code];
      all.issuers[code] = { ...keepable, keys: [...keys.values()].slice(-16) };
      write(all);
    },

    keepReceipt: (digest, receipt) => {
      const all = read();
      delete all.receipts[digest];
      all.receipts[digest] = receipt;
      return write(all);
    },
  };
})();

// The worker keeps the page's own files, which it asks the service for once more. It
// starts seconds after the page, so that the first answer does not wait for that. A page
// that was built without the module can check nothing without a network, and takes an
// earlier one's worker away.
if (navigator.serviceWorker) {
  if (typeof SogocVerify === "object") {
    keptPageTimer = setTimeout(() => {
      navigator.serviceWorker.register("/sw.js").catch(() => {}); // the page works without it
    }, 3000);
  } else {
    navigator.serviceWorker.getRegistrations()
      .then((all) => all.forEach((one) => one.unregister())).catch(() => {});
  }
}
