// What is handed in, brought to the one form of its format where only one text can have been meant (§16).
import { isLinkedData, isOfAnotherSystem, membersOf } from './foreign.js';
import { canonicalize, endsEarly, JSONError } from './json.js';
import { findCode } from './links.js';
import { holdsReceipt } from './qr.js';
import { malformed } from './refusal.js';
import { decodeForgiving, decodeInput, makeDense, trim } from './undo.js';

/** A bundle or a receipt: it is evidence, which this module does not read. Nothing is said of it, good or bad. */
export class EvidenceNotReadError extends Error {
  /** @param {'bundle' | 'receipt'} form */
  constructor(form) {
    super(`a ${form} is not read by this module: ask a verifier service, or credverify`);
    this.name = 'EvidenceNotReadError';
    this.form = form;
  }
}

const QUOTES = /^["'<>]+/;
const QUOTES_BEHIND = /["'<>]+$/;
const BEGINNING = 4096; // characters: enough to see how a text begins

/**
 * receive returns the text that the readers of the formats take.
 * @param {string | Uint8Array} input
 * @throws {import('./refusal.js').Refusal} malformed, cut_short
 * @throws {EvidenceNotReadError}
 */
export function receive(input) {
  const text = trim(decodeInput(input));
  const begins = makeDense(text.slice(0, BEGINNING)).replace(QUOTES, '');
  if (begins.startsWith('{')) return receiveJSON(text);
  if (begins.startsWith('eyJ')) return receiveToken(text);
  const code = findCode(text);
  if (holdsReceipt(code)) throw new EvidenceNotReadError('receipt');
  return code;
}

const cutShort = () => malformed('its end was lost on the way', 'cut_short');

/** isOurs reports whether a JSON text is meant as a bundle or a holder's file. @param {string} text */
const isOurs = (text) => isBundle(text) || isHolderFile(text);

/** @param {string} text */
const isBundle = (text) => !isLinkedData(text) && (text.includes('"attestation"') || text.includes('"sogoc/bundle/'));

/** isHolderFile reports whether a JSON text is meant as a holder's file. @param {string} text */
export const isHolderFile = (text) => !isLinkedData(text) && /"sogoc\/|"credential"|"qrClaims"/.test(text);

/** @param {string} text */
function receiveJSON(text) {
  const dense = makeDense(text);
  for (const written of [text, dense]) {
    const canonical = canonicalFormOf(written);
    if (canonical === null) continue;
    if (!isOurs(canonical)) return text;
    if (isBundle(canonical)) throw new EvidenceNotReadError('bundle');
    return canonical;
  }
  if ((isOurs(dense) || dense === '{') && endsEarly(dense)) throw cutShort();
  if (isBundle(dense)) throw new EvidenceNotReadError('bundle');
  return text;
}

/** @param {string} text */
function canonicalFormOf(text) {
  try {
    return canonicalize(text);
  } catch (error) {
    if (error instanceof JSONError) return null;
    throw error;
  }
}

const SIGNATURE_LENGTH = 86; // characters of base64url

/** receiveToken reads an SD-JWT, and recognises a receipt. @param {string} text */
function receiveToken(text) {
  const token = makeDense(text).replace(QUOTES, '').replace(QUOTES_BEHIND, '').replace(/\.$/, '');
  if (!/^[0-9A-Za-z_.~-]*$/.test(token)) {
    if (isReceipt(text)) throw new EvidenceNotReadError('receipt');
    return text;
  }
  if (isOfAnotherSystem(token)) return token;
  const [jwt, ...disclosures] = token.split('~');
  const parts = jwt.split('.');
  if (disclosures.length > 0) {
    const last = disclosures.at(-1) ?? '';
    if (last !== '' && !last.includes('.')) throw cutShort();
    return token;
  }
  switch (typeOf(parts[0])) {
    case 'sogoc-receipt+jwt':
      if (parts.length !== 3 || parts[2].length < SIGNATURE_LENGTH) throw cutShort();
      throw new EvidenceNotReadError('receipt');
    case 'vc+sd-jwt': // the tilde behind the JWT is missing
      if (parts.length <= 3) throw cutShort();
      return token;
    default:
      if (parts.length === 1 && isBegunHeader(jwt)) throw cutShort();
      if (isReceipt(token)) throw new EvidenceNotReadError('receipt');
      return token;
  }
}

/** @param {string} text */
const isReceipt = (text) => text.startsWith('eyJ') && text.split('.').length === 3 && !/[~/{]/.test(text);

/** The typ of a JWS header, "" where it does not say. @param {string} part */
const typeOf = (part) => membersOf(part)?.typ ?? '';

/** isBegunHeader reports whether a token was cut within its header. @param {string} part */
const isBegunHeader = (part) => (decodeForgiving(part.slice(0, part.length - (part.length % 4))) ?? '')
  .startsWith('{"alg":"ES256');
