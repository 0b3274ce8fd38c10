// What can be said without a network: by what was kept of the ledger, and by a kept receipt.
import { decodeBase64url, decodeUTF8, encodeUTF8 } from './bytes.js';
import { isSignedBy } from './keys.js';
import { readingOf, referenceOf, thumbprintOf } from './lookup.js';
import { fill, inLanguage, isReadingKind, isResult, sayWord, stateBefore } from './say.js';
import { formatMomentIn } from './say-time.js';
import { verifySignature } from './verify.js';

/** @typedef {import('../index.js').LookupAnswer} LookupAnswer */
/** @typedef {import('../index.js').KeptReceipt} KeptReceipt */

/**
 * keepableOf returns what of a service's answer may be kept on a device that others use too: the issuer's newest record
 * without its scopes, and its keys. It names a school, and no credential.
 * @param {LookupAnswer} found
 * @returns {LookupAnswer | null} null where the service told of no issuer
 */
export function keepableOf({ checkedAt, hosts, issuer, keys }) {
  const newest = /** @type {any} */ (issuer.at(-1));
  if (!newest) return null;
  const { code, name, nameEn } = newest.issuer.accreditation;
  const record = { ...newest.issuer, accreditation: { code, name, nameEn, scopes: [] } };
  return {
    checkedAt,
    hosts,
    accreditors: [],
    reading: { kind: 'unconfirmed' },
    issuer: [{ issuer: record, position: newest.position }],
    keys: keys.filter((/** @type {any} */ key) => key.issuer === code && key.purpose === 'issuer'),
    anchors: [],
    entry: [],
  };
}

/**
 * answerOffline says what can be said without a network. It is never valid.
 * @param {string | Uint8Array} presentation
 * @param {LookupAnswer | null} kept of keepableOf; null for nothing
 * @param {string | Date} now
 * @returns {import('../index.js').Answer}
 * @throws {import('./carried.js').EvidenceNotReadError} for a bundle or a receipt
 */
export function answerOffline(presentation, kept, now) {
  const asked = referenceOf(presentation);
  const reading = kept && asked ? readingOf(kept, asked) : null;
  return verifySignature({ presentation, reading, hosts: kept?.hosts, now });
}

const RECEIPT_TYPES = ['sogoc/receipt/v2', 'sogoc/receipt/v3'];

/**
 * readReceipt reads a receipt that a service gave for a digest, and checks the service's signature.
 * @param {string} text a JWS in its compact form
 * @param {any} key the service's, a JWK
 * @param {string} digest in hexadecimal
 * @returns {KeptReceipt | null} null where it is no receipt by this key for this digest
 */
export function readReceipt(text, key, digest) {
  const parts = text.trim().split('.');
  const [head, payload] = parts.slice(0, 2).map(readPart);
  const signature = decodeBase64url(parts[2] ?? '');
  if (parts.length !== 3 || !head || !payload || !signature) return null;
  const isMeant = head.typ === 'sogoc-receipt+jwt' && head.kid === thumbprintOf(key) &&
    RECEIPT_TYPES.includes(payload.type) && payload.credential?.digest === digest &&
    isReadingKind(payload.reading?.kind) && isResult(payload.result);
  const message = encodeUTF8(`${parts[0]}.${parts[1]}`);
  if (!isMeant || !isSignedBy(key, { algorithm: head.alg, message, signature })) return null;
  const { result, detail, madeAt, asOf = madeAt, change } = payload;
  return { result, detail, asOf, madeAt, ...(change && { change }) };
}

/** @param {string} part @returns {any} */
function readPart(part) {
  const text = decodeUTF8(decodeBase64url(part) ?? Uint8Array.of(0xff));
  try {
    const value = text === null ? null : JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

const TEXTS = {
  signedWord: ['Chữ ký thật, chưa biết hiệu lực', 'Signature genuine, status unknown'],
  signed: [
    'Không có kết nối tới máy kiểm tra. Chữ ký là của nơi cấp; văn bằng còn hiệu lực hay đã bị thu hồi thì chưa biết. ' +
      'Đừng coi là hợp lệ; hãy kiểm tra lại khi có mạng.',
    'The verifier cannot be reached. The signature is the issuer\'s; whether the document is in force or was revoked is ' +
      'not known. Do not take it for valid; check again with a network.',
  ],
  unknown: [
    'Không có kết nối tới máy kiểm tra, và máy này chưa giữ khoá của nơi cấp: chưa biết văn bằng là thật hay giả.',
    'The verifier cannot be reached, and this device does not keep the issuer\'s key: nothing is known of the document.',
  ],
  lastWord: ['Hiện chưa kết luận được', 'No conclusion at present'],
  last: [
    'Theo biên nhận do %s ký và được giữ trên máy này, lúc %s, %s; từ đó đến nay chưa biết.',
    'By the receipt that %s signed and this device keeps, at %s, %s; what came since is not known.',
  ],
};

/**
 * sayOffline says what answerOffline found, and what a kept receipt states.
 * @param {import('../index.js').Answer} answer
 * @param {(KeptReceipt & {by: string}) | null} receipt by is the service's name
 * @param {import('../index.js').Language} language
 * @returns {import('../index.js').Said | null} null for what is said as any other answer
 */
export function sayOffline(answer, receipt, language) {
  const text = (/** @type {keyof typeof TEXTS} */ name) => inLanguage(TEXTS[name], language);
  if (answer.result !== 'indeterminate') return null;
  if (!answer.content) return { shape: 'question', word: sayWord('indeterminate', language), sentence: text('unknown') };
  if (!receipt) return { shape: 'question', word: text('signedWord'), sentence: text('signed') };
  const { result, detail, asOf, change, by } = receipt;
  const told = /** @type {any} */ ({ result, detail, grounds: { change } });
  const state = stateBefore(told, { result, detail, asOf }, language);
  return {
    shape: 'hourglass',
    word: text('lastWord'),
    sentence: fill(text('last'), by, formatMomentIn(asOf, language), state),
    notes: [text('signed')],
  };
}
