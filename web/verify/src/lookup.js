// What a verifier service answers to a look-up, as a reading of the ledger: POST /api/v1/lookup.
import { decodeBase64url, encodeBase64url, encodeHex, encodeUTF8, sha256 } from './bytes.js';
import { receive } from './carried.js';
import { readPresentation } from './presentation.js';
import { Reading } from './reading.js';
import { Refusal } from './refusal.js';
import { verify } from './verify.js';

/** @typedef {import('../index.js').LookupQuestion} LookupQuestion */
/** @typedef {import('../index.js').LookupAnswer} LookupAnswer */

/**
 * referenceOf returns what the ledger is asked about a presentation, null for what is in none of the forms. Nothing
 * in it is from what the credential says.
 * @param {string | Uint8Array} presentation
 * @returns {LookupQuestion | null}
 * @throws {import('./carried.js').EvidenceNotReadError} for a bundle or a receipt
 */
export function referenceOf(presentation) {
  try {
    const { issuer, thumbprint: key, digest, list, index } = readPresentation(receive(presentation));
    return { issuer, key, digest: encodeHex(digest), list, index };
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

/**
 * formOf returns the form of a presentation, null for what is in none of the forms.
 * @param {string | Uint8Array} presentation
 * @returns {'qr' | 'sd-jwt' | 'holder' | null}
 * @throws {import('./carried.js').EvidenceNotReadError} for a bundle or a receipt
 */
export function formOf(presentation) {
  try {
    return readPresentation(receive(presentation)).form;
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

/**
 * readingOf makes a reading of a service's answer, null where the service has no ledger.
 * @param {LookupAnswer} answer
 * @param {LookupQuestion | null} asked
 * @returns {Reading | null}
 * @throws {TypeError} for an answer of another form
 */
export function readingOf(answer, asked) {
  const { reading, ledger, issuer, keys, anchors, entry } = answer ?? {};
  const isWhole = [issuer, keys, anchors, entry].every(Array.isArray) && typeof reading?.kind === 'string';
  if (!isWhole) throw new TypeError('the answer to a look-up has another form');
  if (reading.kind === 'none') return null;
  /** @type {import('./reading.js').Write[]} */
  const writes = [];
  if (asked !== null) {
    for (const { issuer: value, position } of issuer) writes.push(write(['issuer', asked.issuer], value, position));
    for (const value of keys) writes.push(write(['key', thumbprintOf(value.key)], value, { time: value.time }));
    for (const anchor of anchors) writes.push(...anchorWrites(anchor, asked));
    const key = ['status', asked.issuer, String(asked.list), String(asked.index)];
    for (const { status, position } of entry) writes.push(write(key, status, position));
  }
  const made = new Reading({ head: ledger ?? {}, writes }, reading.kind);
  made.judged = { since: reading.since, restarted: answer.restarted, ahead: answer.ahead };
  return made;
}

/** @param {any} anchor @param {LookupQuestion} asked @returns {import('./reading.js').Write[]} */
function anchorWrites({ record, position, changes }, { issuer, digest }) {
  const sequence = String(record.anchor.sequence);
  if (record.anchor.issuer !== issuer) throw new TypeError('the answer to a look-up tells of an anchor of another issuer');
  return [
    { ...write(['anchor', issuer, sequence], record, position), digests: encodeBase64url(decodeHex(digest)) },
    ...changes.map((/** @type {any} */ value, /** @type {number} */ index) => (
      write(['anchorstatus', issuer, sequence], value, { index, time: value.time }))),
  ];
}

/**
 * @param {string[]} key
 * @param {any} value
 * @param {{block?: number, index?: number, time: string}} position of the versions of one key the order alone counts,
 * where block and index are not told
 */
const write = (key, value, { block = 0, index = 0, time }) => ({ key, value, block, index, time });

/** The thumbprint of a key (RFC 7638 §3). @param {{crv: string, kty: string, x: string, y: string}} key */
export function thumbprintOf({ crv, kty, x, y }) {
  const isKey = [crv, kty, x, y].every((member) => typeof member === 'string') && decodeBase64url(x) && decodeBase64url(y);
  if (!isKey) throw new TypeError('the answer to a look-up has a key of another form');
  return encodeBase64url(sha256(encodeUTF8(JSON.stringify({ crv, kty, x, y }))));
}

/** @param {string} hex */
const decodeHex = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/**
 * answerWith verifies a presentation by what a service answered to its look-up. The service's accreditors, public
 * names and clock count, so that the answer is the one that the service would give.
 * @param {string | Uint8Array} presentation
 * @param {LookupAnswer} found
 * @param {{at?: string | Date | null}} [options]
 * @returns {import('../index.js').Answer}
 */
export function answerWith(presentation, found, { at = null } = {}) {
  return verify({
    presentation,
    reading: readingOf(found, referenceOf(presentation)),
    trust: found.accreditors.length > 0 ? { accreditors: found.accreditors } : null,
    hosts: found.hosts,
    now: found.checkedAt,
    at,
  });
}

/** The service did not answer: there is no network, or it refused. Nothing is said of the credential. */
export class ServiceError extends Error {
  /** @param {number} status of HTTP, 0 where there was no answer @param {unknown} [cause] */
  constructor(status, cause) {
    super(status === 0 ? 'the verifier service cannot be reached' : `the verifier service answered ${status}`, { cause });
    this.name = 'ServiceError';
    this.status = status;
  }
}

/**
 * lookUp asks a service.
 * @param {string} service its address, "https://vanbang.example"
 * @param {LookupQuestion | null} asked
 * @param {{fetch?: typeof fetch, signal?: AbortSignal}} [options]
 * @returns {Promise<LookupAnswer>}
 * @throws {ServiceError}
 */
export async function lookUp(service, asked, { fetch: ask = fetch, signal } = {}) {
  let response;
  try {
    response = await ask(`${service.replace(/\/+$/, '')}/api/v1/lookup`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(asked === null ? {} : { credential: asked }),
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      signal,
    });
    if (response.ok) return await response.json();
  } catch (error) {
    throw new ServiceError(0, error);
  }
  throw new ServiceError(response.status);
}

/**
 * check verifies a presentation here, and asks a service what the ledger holds of it.
 * @param {string | Uint8Array} presentation
 * @param {{service: string, at?: string | Date | null, fetch?: typeof fetch, signal?: AbortSignal}} options
 * @returns {Promise<import('../index.js').Answer>}
 * @throws {import('./carried.js').EvidenceNotReadError} for a bundle or a receipt
 * @throws {ServiceError}
 */
export async function check(presentation, { service, at = null, ...options }) {
  const found = await lookUp(service, referenceOf(presentation), options);
  return answerWith(presentation, found, { at });
}
