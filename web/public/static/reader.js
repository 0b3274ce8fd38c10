// Reads the QR codes of one picture at a time. It runs in a worker, whose
// policy lets it load the decoder from its own host and nothing else: no
// picture can leave it.
//
// It is told once { decoder, wasm, wanted }: the address of the decoder, its
// WebAssembly, and the form of the codes that are looked for. Then it is asked
// { id, picture, quick } about a Blob or an ImageBitmap and answers
// { id, codes: [{ text, area }] } or { id, fault }, where fault names a message
// of the page.
"use strict";

// Beyond these a picture is not opened: it would take the memory of a phone.
const mostPixels = 64e6;
// Larger pictures are made smaller before they are read.
const readPixels = 16e6;
const mostCodes = 16;

// What is tried in turn until a wanted code is found: the picture as it is,
// then with its greys stretched, at its size, larger, and smaller.
const attempts = [
  { scale: 1, stretch: false },
  { scale: 1, stretch: true },
  { scale: 2, stretch: true },
  { scale: 0.5, stretch: true },
];

let wanted;
let ready;

const fault = (name) => Object.assign(new Error(name), { fault: name });

const prepare = async (told) => {
  wanted = told.wanted;
  importScripts(told.decoder);
  await ZXingWASM.prepareZXingModule({ overrides: { wasmBinary: told.wasm }, fireImmediately: true });
};

// sizeOf returns the width and height that the beginning of a PNG, JPEG, GIF or
// WebP file states, null where it states none.
const sizeOf = (bytes) => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const name = (at) => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (bytes.length < 32) return null;
  if (view.getUint32(0) === 0x89504e47) return [view.getUint32(16), view.getUint32(20)];
  if (name(0) === "GIF8") return [view.getUint16(6, true), view.getUint16(8, true)];
  if (name(0) === "RIFF" && name(8) === "WEBP") {
    const three = (at) => view.getUint16(at, true) + (bytes[at + 2] << 16);
    if (name(12) === "VP8X") return [three(24) + 1, three(27) + 1];
    if (name(12) === "VP8 ") return [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff];
    const bits = view.getUint32(21, true); // "VP8L"
    return [(bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1];
  }
  if (view.getUint16(0) !== 0xffd8) return null;
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff; at += 2 + view.getUint16(at + 2)) {
    const marker = bytes[at + 1]; // a frame's header is one of C0 to CF but C4, C8 and CC
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return [view.getUint16(at + 7), view.getUint16(at + 5)];
    }
  }
  return null;
};

// open returns the picture as a bitmap.
const open = async (picture) => {
  if (picture instanceof ImageBitmap) return picture;
  const size = sizeOf(new Uint8Array(await picture.arrayBuffer()));
  if (size && size[0] * size[1] > mostPixels) throw fault("pictureLarge");
  let bitmap;
  try {
    bitmap = await createImageBitmap(picture);
  } catch {
    throw fault("pictureUnreadable");
  }
  if (bitmap.width * bitmap.height > mostPixels) throw fault("pictureLarge");
  return bitmap;
};

// draw returns a canvas with the bitmap on white paper, scaled.
const draw = (bitmap, scale) => {
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(bitmap.width * scale)), Math.max(1, Math.round(bitmap.height * scale)));
  const context = canvas.getContext("2d", { willReadFrequently: true, alpha: false });
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
};

// stretch spreads the greys so that all but the darkest and lightest hundredth
// use the whole range.
const stretch = ({ data }) => {
  const count = new Uint32Array(256);
  const grey = new Uint8Array(data.length / 4);
  for (let i = 0; i < grey.length; i++) {
    grey[i] = (data[4 * i] * 77 + data[4 * i + 1] * 151 + data[4 * i + 2] * 28) >> 8;
    count[grey[i]]++;
  }
  const hundredth = grey.length / 100;
  let dark = 0;
  let light = 255;
  for (let sum = count[0]; sum < hundredth && dark < 255; sum += count[dark]) dark++;
  for (let sum = count[255]; sum < hundredth && light > 0; sum += count[light]) light--;
  const range = Math.max(1, light - dark);
  for (let i = 0; i < grey.length; i++) {
    const value = ((grey[i] - dark) * 255) / range;
    data[4 * i] = data[4 * i + 1] = data[4 * i + 2] = value; // clamped by the array
  }
};

// areaOf returns where a code stands, as shares of the picture.
const areaOf = ({ topLeft, topRight, bottomRight, bottomLeft }, { width, height }) => {
  const across = [topLeft.x, topRight.x, bottomRight.x, bottomLeft.x];
  const down = [topLeft.y, topRight.y, bottomRight.y, bottomLeft.y];
  const left = Math.min(...across) / width;
  const top = Math.min(...down) / height;
  return { left, top, width: Math.max(...across) / width - left, height: Math.max(...down) / height - top };
};

const attempt = async (bitmap, base, { scale, stretch: stretched }) => {
  const canvas = draw(bitmap, base * scale);
  const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  if (stretched) stretch(pixels);
  const found = await ZXingWASM.readBarcodes(pixels, { formats: ["QRCode"], maxNumberOfSymbols: mostCodes });
  return found.filter((code) => code.isValid).map((code) => ({ text: code.text, area: areaOf(code.position, canvas) }));
};

// read returns the codes of the first attempt that finds a wanted one, else all
// others that were found.
const read = async ({ picture, quick }) => {
  const bitmap = await open(picture);
  try {
    const pixels = bitmap.width * bitmap.height;
    const base = Math.min(1, Math.sqrt(readPixels / pixels));
    let codes = [];
    for (const one of quick ? attempts.slice(0, 1) : attempts) {
      if (pixels * (base * one.scale) ** 2 > readPixels * 1.01) continue;
      const found = await attempt(bitmap, base, one);
      if (found.some((code) => wanted.test(code.text))) return { codes: found };
      if (found.length > 0) codes = found;
    }
    return { codes };
  } finally {
    bitmap.close();
  }
};

self.onmessage = async ({ data }) => {
  if (data.decoder) {
    ready = prepare(data);
    ready.catch(() => {}); // told with the answer to the first question
    return;
  }
  try {
    await ready.catch(() => { throw fault("readerBroken"); });
    self.postMessage({ id: data.id, ...(await read(data)) });
  } catch (error) {
    self.postMessage({ id: data.id, fault: error.fault || "pictureUnreadable" });
  }
};
