// CBOR as a QR code uses it (§4): integers, bytes, texts, arrays, maps with integers as keys, tags. It is read in
// whatever form and written in core deterministic encoding (RFC 8949 §4.2.1), so that a reader can compare the two.
import { decodeUTF8, encodeUTF8, join } from './bytes.js';
import { malformed } from './refusal.js';

/** @typedef {number | string | Uint8Array | CBORTag | Map<number, any> | any[]} CBORValue */

export class CBORTag {
  /** @param {number} number @param {CBORValue} value */
  constructor(number, value) {
    this.number = number;
    this.value = value;
  }
}

const DEEPEST = 8;

class Decoder {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  /** @param {number} depth @returns {CBORValue} */
  value(depth) {
    if (depth > DEEPEST) throw malformed('CBOR is nested too deeply');
    const first = this.take(1)[0];
    const argument = this.argument(first & 31);
    switch (first >> 5) {
      case 0:
        return argument;
      case 1:
        return -1 - argument;
      case 2:
        return this.take(argument);
      case 3:
        return this.text(argument);
      case 4:
        return this.array(argument, depth);
      case 5:
        return this.map(argument, depth);
      case 6:
        return new CBORTag(argument, this.value(depth + 1));
      default:
        throw malformed('CBOR has a value of another type');
    }
  }

  /** @param {number} length */
  take(length) {
    if (this.at + length > this.bytes.length) throw malformed('CBOR ends early');
    this.at += length;
    return this.bytes.slice(this.at - length, this.at);
  }

  /** @param {number} information the lower five bits of the first byte */
  argument(information) {
    if (information < 24) return information;
    if (information > 27) throw malformed('CBOR of indefinite length');
    const number = this.take(1 << (information - 24)).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
    if (number > BigInt(Number.MAX_SAFE_INTEGER)) throw malformed('CBOR has a number that is too large');
    return Number(number);
  }

  /** @param {number} length */
  text(length) {
    const text = decodeUTF8(this.take(length));
    if (text === null) throw malformed('CBOR has a text that is not UTF-8');
    return text;
  }

  /** @param {number} length @param {number} depth */
  array(length, depth) {
    const elements = [];
    for (let i = 0; i < length; i += 1) elements.push(this.value(depth + 1));
    return elements;
  }

  /** @param {number} size @param {number} depth */
  map(size, depth) {
    const members = new Map();
    for (let i = 0; i < size; i += 1) {
      const key = this.value(depth + 1);
      if (typeof key !== 'number' || members.has(key)) throw malformed('CBOR: a key is repeated or no integer');
      members.set(key, this.value(depth + 1));
    }
    return members;
  }
}

/** decodeCBOR reads one value. @param {Uint8Array} bytes @throws {import('./refusal.js').Refusal} malformed */
export function decodeCBOR(bytes) {
  const decoder = new Decoder(bytes);
  const value = decoder.value(0);
  if (decoder.at !== bytes.length) throw malformed('something follows the CBOR');
  return value;
}

/** @param {number} major @param {number} argument less than 2^32 @returns {Uint8Array} */
function head(major, argument) {
  const first = major << 5;
  if (argument < 24) return Uint8Array.of(first | argument);
  if (argument < 0x100) return Uint8Array.of(first | 24, argument);
  if (argument < 0x10000) return Uint8Array.of(first | 25, argument >> 8, argument & 255);
  const bytes = new Uint8Array(5);
  bytes[0] = first | 26;
  new DataView(bytes.buffer).setUint32(1, argument);
  return bytes;
}

/** encodeCBOR writes a value whose integers are within 32 bits. @param {CBORValue} value @returns {Uint8Array} */
export function encodeCBOR(value) {
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value);
  if (value instanceof Uint8Array) return join(head(2, value.length), value);
  if (typeof value === 'string') {
    const bytes = encodeUTF8(value);
    return join(head(3, bytes.length), bytes);
  }
  if (Array.isArray(value)) return join(head(4, value.length), ...value.map(encodeCBOR));
  if (value instanceof CBORTag) return join(head(6, value.number), encodeCBOR(value.value));
  const keys = [...value.keys()].sort((a, b) => Number(a < 0) - Number(b < 0) || Math.abs(a) - Math.abs(b));
  return join(head(5, keys.length), ...keys.flatMap((key) => [encodeCBOR(key), encodeCBOR(value.get(key))]));
}
