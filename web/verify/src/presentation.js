// What is presented (§14.1): a QR code's address or digits, an SD-JWT, or a holder's file (§5), all as one type.
import { decodeBase64url, encodeUTF8, equal, join, sha256 } from './bytes.js';
import { isHolderFile } from './carried.js';
import { isOfAnotherSystem } from './foreign.js';
import { parseStrict } from './json.js';
import { FEWEST_DIGITS } from './links.js';
import { readAddress, readClaims, readDigits } from './qr.js';
import { Refusal, demand, foreign, malformed } from './refusal.js';
import { exactly, readObject, string } from './shape.js';
import { readSDJWT } from './sdjwt.js';

/**
 * What a paper shows; a fact is absent where it is withheld or the credential has none.
 * @typedef {object} Facts
 * @property {string} award
 * @property {string} [major]
 * @property {string} [fullName]
 * @property {string} [birthDate]
 * @property {string} [serialNumber]
 * @property {string} [registerNumber]
 * @property {string} [rank]
 */

/**
 * @typedef {object} Presentation
 * @property {'qr' | 'sd-jwt' | 'holder'} form
 * @property {string} issuer the code
 * @property {string} thumbprint of the key
 * @property {string} kind
 * @property {number} list
 * @property {number} index
 * @property {string} host the register's public name, "" where it is not said
 * @property {string} issueDate
 * @property {string} validUntil "" for no end
 * @property {import('./keys.js').Signed} signed
 * @property {Uint8Array} digest
 * @property {{shown: number, total: number}} [courses] of a transcript
 * @property {Facts} facts
 */

const MOST_BYTES = 1 << 20;

/**
 * readPresentation reads what receive returned.
 * @param {string} text
 * @returns {Presentation}
 * @throws {Refusal} malformed, or tampered where the parts do not belong together
 */
export function readPresentation(text) {
  if (!isOfAForm(text)) throw notReadHere();
  demand(encodeUTF8(text).length <= MOST_BYTES, 'over 1 MiB');
  if (text.startsWith('{')) return readHolderFile(text);
  if (/^https?:/.test(text)) {
    if (!text.includes('/v#')) throw notReadHere();
    return ofToken(readAddress(text));
  }
  if (/^[0-9]/.test(text)) return readNumber(text);
  if (text.includes('~') && !isOfAnotherSystem(text)) return ofSDJWT(readSDJWT(text));
  throw notReadHere();
}

const notReadHere = () => malformed('it begins like none of the forms', 'not_read_here');

/** isOfAForm reports whether a text is meant as one of the forms, however badly it is made. @param {string} text */
function isOfAForm(text) {
  if (text.startsWith('{')) return isHolderFile(text) || /^[{} ]*$/.test(text);
  return /^(https?:\/\/|eyJ|[0-9]+$)/.test(text);
}

/** @param {string} digits */
function readNumber(digits) {
  try {
    return ofToken({ ...readDigits(digits), host: '' });
  } catch (error) {
    if (error instanceof Refusal && digits.length < FEWEST_DIGITS) throw notReadHere();
    throw error;
  }
}

/** @param {import('./qr.js').QRToken & {host: string}} token @returns {Presentation} */
function ofToken({ jwtHash, claims, signed, host }) {
  return {
    form: 'qr',
    issuer: claims.issuer,
    thumbprint: claims.thumbprint,
    kind: claims.kind,
    list: claims.list,
    index: claims.index,
    host,
    issueDate: claims.issueDate,
    validUntil: claims.validUntil,
    signed,
    digest: sha256(join(jwtHash, claims.hash)),
    facts: factsOf(claims),
  };
}

/** @param {Record<keyof Facts, string> | import('./qr.js').QRClaims} from @returns {Facts} */
function factsOf({ award, major, fullName, birthDate, serialNumber, registerNumber, rank }) {
  const facts = { award, major, fullName, birthDate, serialNumber, registerNumber, rank };
  const known = Object.entries(facts).filter(([, value]) => value);
  return /** @type {Facts} */ (Object.fromEntries(known));
}

/** @param {import('./sdjwt.js').SDJWT} sdjwt @returns {Presentation} */
function ofSDJWT({ header, payload, disclosed, jwtHash, signed }) {
  return {
    form: 'sd-jwt',
    issuer: header.issuer,
    thumbprint: header.thumbprint,
    kind: payload.kindText,
    list: payload.list,
    index: payload.index,
    host: header.host,
    issueDate: payload.issueDate,
    validUntil: payload.validUntil,
    signed,
    digest: sha256(join(jwtHash, decodeBase64url(payload.qr) ?? new Uint8Array())),
    ...(payload.kind.isTranscript && { courses: { shown: disclosed.courses.size, total: payload.courseIDs.length } }),
    facts: factsOf({
      award: payload.name,
      major: payload.major,
      fullName: disclosed.identities.get('name') ?? '',
      birthDate: disclosed.members.get('birthDate') ?? '',
      serialNumber: payload.serialNumber,
      registerNumber: payload.registerNumber,
      rank: disclosed.members.get('result')?.get('rank') ?? '',
    }),
  };
}

/** @param {string} text @returns {Presentation} */
function readHolderFile(text) {
  const file = readObject(parseStrict(text), {
    type: exactly('sogoc/holder-file/v1'),
    credential: string,
    qrClaims: string,
  }, "the holder's file");
  const encoded = decodeBase64url(file.qrClaims);
  if (encoded === null) throw malformed('the QR claims are not base64url');
  const sdjwt = readSDJWT(file.credential);
  const hash = decodeBase64url(sdjwt.payload.qr) ?? new Uint8Array();
  if (!equal(sha256(encoded), hash)) throw foreign('the QR claims are of another credential');
  const claims = readClaims(encoded);
  compare(sdjwt, claims);
  const shown = ofSDJWT(sdjwt);
  return { ...shown, form: 'holder', facts: { ...factsOf(claims), ...shown.facts } };
}

/**
 * compare demands that every fact that both forms show is equal.
 * @param {import('./sdjwt.js').SDJWT} sdjwt
 * @param {import('./qr.js').QRClaims} claims
 */
function compare({ header, payload, disclosed, isComplete }, claims) {
  /** @type {[string, unknown, unknown][]} the fact, in the SD-JWT, and in the claims */
  const facts = [
    ['issuer', header.issuer, claims.issuer],
    ['key', header.thumbprint, claims.thumbprint],
    ['kind', payload.kindText, claims.kind],
    ['last day', payload.validUntil, claims.validUntil],
    ['status list', payload.list, claims.list],
    ['status index', payload.index, claims.index],
    ['serial number', payload.serialNumber, claims.serialNumber],
    ['register number', payload.registerNumber, claims.registerNumber],
    ['issue date', payload.issueDate, claims.issueDate],
    ['award', claims.award === payload.kind.type ? claims.award : payload.name, claims.award],
    ['major', payload.major !== '' && claims.major === payload.kind.field ? claims.major : payload.major, claims.major],
  ];
  const name = disclosed.identities.get('name');
  const birthDate = disclosed.members.get('birthDate');
  const results = disclosed.members.get('result');
  if (isComplete || name !== undefined) facts.push(['full name', name ?? '', claims.fullName]);
  if (isComplete || birthDate !== undefined) facts.push(['birth date', birthDate ?? '', claims.birthDate]);
  if (isComplete || results !== undefined) facts.push(['rank', results?.get('rank') ?? '', claims.rank]);
  for (const [fact, signed, printed] of facts) {
    if (signed !== printed) throw foreign(`the two forms differ in ${fact}`);
  }
}
