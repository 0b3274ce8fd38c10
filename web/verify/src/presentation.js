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
import { said } from './values.js';

/** @typedef {import('../index.js').Facts} Facts */
/** @typedef {import('../index.js').Course} Course */

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
 * @property {{shown: Course[], total: number}} [courses] of a transcript, in its order
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
    facts: factsOfClaims(claims),
  };
}

/** What the paper shows. @param {import('./qr.js').QRClaims} claims @returns {Facts} */
function factsOfClaims({ award, major, fullName, birthDate, serialNumber, registerNumber, rank, issueDate, validUntil }) {
  return said({ award, major, fullName, birthDate, serialNumber, registerNumber, rank, issueDate, validUntil });
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
    issueDate: payload.facts.issueDate,
    validUntil: payload.facts.validUntil ?? '',
    signed,
    digest: sha256(join(jwtHash, decodeBase64url(payload.qr) ?? new Uint8Array())),
    ...(payload.kind.isTranscript && { courses: coursesOf(disclosed, payload.courseIDs.length) }),
    facts: { ...payload.facts, ...factsOfDisclosures(disclosed) },
  };
}

/** @param {import('./disclosures.js').Disclosed} disclosed @param {number} total */
function coursesOf({ courses }, total) {
  const inOrder = [...courses].sort(([a], [b]) => a - b);
  return { shown: inOrder.map(([, course]) => course), total };
}

/** @param {import('./disclosures.js').Disclosed} disclosed */
function factsOfDisclosures({ identities, members }) {
  /** @type {Map<string, string>} */
  const results = members.get('result') ?? new Map();
  return said({
    fullName: identities.get('name'),
    birthDate: members.get('birthDate'),
    birthPlace: members.get('birthPlace'),
    sex: members.get('sex'),
    ethnicity: members.get('ethnicity'),
    nationality: members.get('nationality'),
    nationalId: identities.get('nationalIdentityNumber'),
    learnerCode: identities.get('systemId'),
    rank: results.get('rank'),
    gpa10: results.get('gpa10'),
    gpa4: results.get('gpa4'),
    learning: results.get('learning'),
    conduct: results.get('conduct'),
  });
}

/** @param {string} text @returns {Presentation} */
function readHolderFile(text) {
  const value = parseStrict(text);
  const file = readObject(value, {
    type: exactly('sogoc/holder-file/v1'),
    credential: string,
    qrClaims: [string], // claims of no bytes are not absent: they have a hash, and it is another
  }, "the holder's file");
  demand(value instanceof Map && value.has('qrClaims'), "the holder's file has no QR claims");
  const encoded = decodeBase64url(file.qrClaims ?? '');
  if (encoded === null) throw malformed('the QR claims are not base64url');
  const sdjwt = readSDJWT(file.credential);
  const hash = decodeBase64url(sdjwt.payload.qr) ?? new Uint8Array();
  if (!equal(sha256(encoded), hash)) throw foreign('the QR claims are of another credential');
  const claims = readClaims(encoded);
  compare(sdjwt, claims);
  const shown = ofSDJWT(sdjwt);
  return { ...shown, form: 'holder', facts: { ...factsOfClaims(claims), ...shown.facts } };
}

/**
 * compare demands that every fact that both forms show is equal.
 * @param {import('./sdjwt.js').SDJWT} sdjwt
 * @param {import('./qr.js').QRClaims} claims
 */
function compare({ header, payload, disclosed, isComplete }, claims) {
  const { award, major = '', validUntil = '', serialNumber = '', registerNumber = '', issueDate } = payload.facts;
  /** @type {[string, unknown, unknown][]} the fact, in the SD-JWT, and in the claims */
  const facts = [
    ['issuer', header.issuer, claims.issuer],
    ['key', header.thumbprint, claims.thumbprint],
    ['kind', payload.kindText, claims.kind],
    ['last day', validUntil, claims.validUntil],
    ['status list', payload.list, claims.list],
    ['status index', payload.index, claims.index],
    ['serial number', serialNumber, claims.serialNumber],
    ['register number', registerNumber, claims.registerNumber],
    ['issue date', issueDate, claims.issueDate],
    ['award', claims.award === payload.kind.type ? claims.award : award, claims.award],
    ['major', major !== '' && claims.major === payload.kind.field ? claims.major : major, claims.major],
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
