// Reads QR codes in pictures within the page: by the decoder in a worker, or by
// the browser's own BarcodeDetector. The pictures stay here.
"use strict";
const PictureReader = (() => {
  const place = document.getElementById("reading");
  const mostBytes = 20 * 1024 * 1024;
  const mostMilliseconds = 15000;

  // What a QR code of a register says: the address that it prints, or digits.
  const wanted = /^(https?:\/\/[^\s#]+\/v(#|%23))?[0-9]{200,1600}$/;

  const decodes = Boolean(place.dataset.decoder && place.dataset.wasm)
    && typeof Worker === "function" && typeof OffscreenCanvas === "function" && typeof WebAssembly === "object";

  const fault = (name) => Object.assign(new Error(name), { fault: name });

  // native returns the browser's own reader, null where it has none for QR codes.
  const native = async () => {
    try {
      const formats = await BarcodeDetector.getSupportedFormats();
      return formats.includes("qr_code") ? new BarcodeDetector({ formats: ["qr_code"] }) : null;
    } catch {
      return null;
    }
  };

  let worker = null;
  let asked = 0;
  const waiting = new Map(); // what to call with the answer, by the question's number

  const stop = (name) => {
    if (worker) worker.terminate();
    worker = null;
    waiting.forEach(({ reject }) => reject(fault(name)));
    waiting.clear();
  };

  const start = () => {
    const started = new Worker(place.dataset.worker);
    started.onmessage = ({ data }) => {
      const question = waiting.get(data.id);
      if (!question) return;
      waiting.delete(data.id);
      if (data.fault) question.reject(fault(data.fault));
      else question.resolve(data.codes);
    };
    started.onerror = () => stop("readerBroken");
    return started;
  };

  // load returns the worker, which has the decoder.
  let loading = null;
  const load = () => {
    if (worker) return Promise.resolve(worker);
    loading ||= fetch(place.dataset.wasm, { credentials: "omit" })
      .then((response) => {
        if (!response.ok) throw fault("readerBroken");
        return response.arrayBuffer();
      })
      .then((wasm) => {
        worker = start();
        worker.postMessage({ decoder: place.dataset.decoder, wasm, wanted }, [wasm]);
        return worker;
      }, () => { throw fault("readerBroken"); })
      .finally(() => { loading = null; });
    return loading;
  };

  const ask = async (picture, quick) => {
    const reader = await load();
    const id = ++asked;
    const answer = new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
    reader.postMessage({ id, picture, quick }, picture instanceof ImageBitmap ? [picture] : []);
    const timer = setTimeout(() => stop("pictureSlow"), mostMilliseconds);
    return answer.finally(() => clearTimeout(timer));
  };

  // detect reads by the browser's own reader.
  const detect = async (reader, source) => {
    const found = await reader.detect(source);
    const width = source.videoWidth || source.width;
    const height = source.videoHeight || source.height;
    return found.map(({ rawValue, boundingBox: box }) => ({
      text: rawValue,
      area: { left: box.x / width, top: box.y / height, width: box.width / width, height: box.height / height },
    }));
  };

  // once leaves out what says the same again, and orders by lines from the top.
  const once = (codes) => {
    const texts = new Set();
    return codes.filter(({ text }) => !texts.has(text) && texts.add(text))
      .sort((a, b) => Math.floor(a.area.top * 8) - Math.floor(b.area.top * 8) || a.area.left - b.area.left);
  };

  return {
    // available resolves to whether pictures can be read in this page.
    available: async () => decodes || (await native()) !== null,

    // isPicture resolves to whether a file begins like a picture.
    isPicture: async (file) => {
      const bytes = new Uint8Array(await file.slice(0, 12).arrayBuffer());
      const head = String.fromCharCode(...bytes);
      return /^(\xff\xd8\xff|\x89PNG|GIF8|BM|RIFF[^]{4}WEBP|[^]{4}ftyp(heic|heix|hevc|mif1|msf1|avif))/.test(head)
        || (file.type.startsWith("image/") && file.type !== "image/svg+xml");
    },

    // read resolves to { codes, others }: the codes of a register in a picture, and
    // how many other QR codes it holds. An error's fault names a message.
    read: async (file) => {
      if (file.size > mostBytes) throw fault("pictureLarge");
      let codes;
      if (decodes) {
        codes = await ask(file, false);
      } else {
        const bitmap = await createImageBitmap(file).catch(() => { throw fault("pictureUnreadable"); });
        codes = await detect(await native(), bitmap).finally(() => bitmap.close());
      }
      const ours = once(codes.filter(({ text }) => wanted.test(text)));
      return { codes: ours, others: once(codes).length - ours.length };
    },

    // watcher resolves to a function that reads the frame that a video shows.
    watcher: async () => {
      let own = await native();
      if (decodes && !own) await load(); // before the camera is opened
      return async (video) => {
        let codes = null;
        if (own) {
          codes = await detect(own, video).catch(() => null);
          if (codes === null) own = null; // it is there, but does not work on this device
        }
        if (codes === null) {
          if (!decodes) throw fault("readerBroken");
          codes = await ask(await createImageBitmap(video), true);
        }
        return once(codes.filter(({ text }) => wanted.test(text)));
      };
    },
  };
})();
