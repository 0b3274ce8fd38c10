// QR claims, QR token, digits and addresses (§4).
import { encodeBase64url, encodeHex, equal, join, sha256 } from './bytes.js';
import { CBORTag, decodeCBOR, encodeCBOR } from './cbor.js';
import { Refusal, demand, malformed } from './refusal.js';
import { FIRST_YEAR, isBirthDate, isDate, isIssuerCode, isText, parseKind } from './values.js';

const MOST_CLAIM_BYTES = 420;
const MOST_TOKEN_BYTES = 540;
export const MOST_DIGITS = 1600;

/** @typedef {(value: unknown) => boolean} Test */

/** @param {number} length @returns {Test} */
const bytes = (length) => (value) => value instanceof Uint8Array && value.length === length;

/** @param {number} least @param {number} most @returns {Test} */
const integer = (least, most) => (value) => typeof value === 'number' && value >= least && value <= most;

/** @param {number} most @param {(text: string) => boolean} test @returns {Test} */
const filled = (most, test = () => true) => (value) => typeof value === 'string' && value !== '' &&
  isText(value, most) && test(value);

/** @param {string} value */
const isDay = (value) => isDate(value, FIRST_YEAR);

/** @type {Record<number, {name: string, test: Test, optional?: boolean}>} */
const CLAIMS = {
  1: { name: 'salt', test: bytes(16) },
  2: { name: 'issuer', test: filled(32, isIssuerCode) },
  3: { name: 'thumbprint', test: bytes(32) },
  4: { name: 'kind', test: filled(40, (value) => parseKind(value) !== null) },
  5: { name: 'validUntil', test: filled(10, isDay), optional: true },
  6: { name: 'list', test: integer(1, 2 ** 32 - 1) },
  7: { name: 'index', test: integer(0, 131071) },
  8: { name: 'fullName', test: filled(150) },
  9: { name: 'birthDate', test: filled(10, isBirthDate) },
  10: { name: 'award', test: filled(150) },
  11: { name: 'major', test: filled(150), optional: true },
  12: { name: 'serialNumber', test: filled(30), optional: true },
  13: { name: 'registerNumber', test: filled(40), optional: true },
  14: { name: 'issueDate', test: filled(10, isDay) },
  15: { name: 'rank', test: filled(50), optional: true },
};

/**
 * What the printed paper shows; "" for what is absent.
 * @typedef {object} QRClaims
 * @property {string} issuer
 * @property {string} thumbprint of the signing key
 * @property {string} kind
 * @property {string} validUntil
 * @property {number} list
 * @property {number} index
 * @property {string} fullName
 * @property {string} birthDate
 * @property {string} award
 * @property {string} major
 * @property {string} serialNumber
 * @property {string} registerNumber
 * @property {string} issueDate
 * @property {string} rank
 * @property {Uint8Array} hash SHA-256 of the claims
 */

/** @param {Uint8Array} encoded @returns {QRClaims} */
export function readClaims(encoded) {
  demand(encoded.length <= MOST_CLAIM_BYTES, 'the QR claims are too long');
  const map = decodeCBOR(encoded);
  if (!(map instanceof Map) || !equal(encodeCBOR(map), encoded)) {
    throw malformed('the QR claims are not in their one form');
  }
  for (const key of map.keys()) demand(Object.hasOwn(CLAIMS, key), 'the QR claims have a key that is not known');
  /** @type {any} */
  const claims = { hash: sha256(encoded) };
  for (const [key, { name, test, optional }] of Object.entries(CLAIMS)) {
    const value = map.get(Number(key));
    demand(value === undefined ? optional : test(value), `QR claim ${name} is missing or not what it must be`);
    claims[name] = value ?? '';
  }
  claims.thumbprint = encodeBase64url(claims.thumbprint);
  demand(claims.validUntil === '' || claims.validUntil >= claims.issueDate, 'the last day is before the issue date');
  const hasNumbers = claims.serialNumber !== '' && claims.registerNumber !== '';
  demand(hasNumbers || !parseKind(claims.kind)?.isNumbered, 'a number is missing');
  return claims;
}

/** @type {Record<string, string>} protected headers, in hex */
const ALGORITHMS = { a101382e: 'ES256K', a10126: 'ES256' };

/**
 * @typedef {object} QRToken
 * @property {Uint8Array} jwtHash
 * @property {QRClaims} claims
 * @property {import('./keys.js').Signed} signed
 */

/** @param {Uint8Array} token @returns {QRToken} */
function readToken(token) {
  demand(token.length <= MOST_TOKEN_BYTES, 'the token is too long');
  const tag = decodeCBOR(token);
  if (!(tag instanceof CBORTag) || tag.number !== 18 || !Array.isArray(tag.value) || tag.value.length !== 4) {
    throw malformed('no COSE_Sign1');
  }
  demand(equal(encodeCBOR(tag), token), 'the token is not in its one form');
  const [header, unprotected, payload, signature] = tag.value;
  const algorithm = header instanceof Uint8Array ? ALGORITHMS[encodeHex(header)] : undefined;
  if (algorithm === undefined) throw malformed('the protected header');
  demand(unprotected instanceof Map && unprotected.size === 0, 'the unprotected header');
  demand(payload instanceof Uint8Array && signature instanceof Uint8Array && signature.length === 64, 'the parts');

  const map = decodeCBOR(payload);
  const jwtHash = map instanceof Map ? map.get(1) : undefined;
  const claims = map instanceof Map ? map.get(2) : undefined;
  demand(map instanceof Map && map.size === 2 && equal(encodeCBOR(map), payload), 'the payload');
  demand(jwtHash instanceof Uint8Array && jwtHash.length === 32 && claims instanceof Map, 'the payload');
  const message = encodeCBOR(['Signature1', header, new Uint8Array(), payload]);
  return { jwtHash, claims: readClaims(encodeCBOR(claims)), signed: { algorithm, message, signature } };
}

/** The bytes that digits hold. @param {string} digits @throws {Refusal} */
function bytesOf(digits) {
  demand(/^[1-9][0-9]*$/.test(digits) && digits.length <= MOST_DIGITS, 'no digits, or too many');
  const hex = BigInt(digits).toString(16);
  const pairs = (hex.length % 2 ? `0${hex}` : hex).match(/../g) ?? [];
  const bytes = Uint8Array.from(pairs, (pair) => parseInt(pair, 16));
  demand(bytes[0] === 1 && bytes.length > 1, 'the digits do not hold bytes');
  return bytes.slice(1);
}

/**
 * holdsReceipt reports whether digits, alone or behind an address, begin as a receipt's code does (§12.1). What the rest
 * of them is worth is not this module's matter.
 * @param {string} text
 */
export function holdsReceipt(text) {
  const digits = /^(?:https?:\/\/[^#]+\/v#)?([1-9][0-9]*)$/.exec(text)?.[1];
  if (digits === undefined || digits.length > MOST_DIGITS) return false;
  try {
    const [first, ...next] = bytesOf(digits);
    return first >> 5 === 5 && (first & 31) < 24 && next[0] === 0 && [2, 3].includes(next[1]) &&
      next[2] === 1 && next[3] === 0x58 && next[4] === 32;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

/**
 * readDigits reads the token that DIGITS hold.
 * @param {string} digits
 * @throws {Refusal} malformed, damaged_code
 */
export function readDigits(digits) {
  try {
    return readToken(bytesOf(digits));
  } catch (error) {
    if (error instanceof Refusal) throw malformed(error.message, 'damaged_code');
    throw error;
  }
}

/**
 * readAddress reads a QR code's address, and its host as identifiers write it.
 * @param {string} address
 * @returns {QRToken & {host: string}}
 */
export function readAddress(address) {
  const match = /^https?:\/\/(.+)\/v#([0-9]*)$/.exec(address);
  if (!match || match[1].includes('#')) throw malformed('the address does not end in /v#DIGITS', 'damaged_code');
  return { ...readDigits(match[2]), host: hostOf(address) };
}

/** @param {string} address */
function hostOf(address) {
  try {
    return new URL(address).host.replace(/\.$/, ''); // in lower case, without the scheme's own port
  } catch {
    return '';
  }
}
