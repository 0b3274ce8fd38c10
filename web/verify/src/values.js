// Texts, dates, codes and the table of types of credential (§1).

/** @param {string} text @param {number} firstYear */
export function isDate(text, firstYear = 1) {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return false;
  const [year, month, day] = match.slice(1).map(Number);
  if (year < firstYear || month < 1 || month > 12 || day < 1) return false;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return day <= [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
}

/** A date on a credential is not earlier than this year. */
export const FIRST_YEAR = 1900;

/** isBirthDate takes whole and partial dates (§3.6). @param {string} text */
export function isBirthDate(text) {
  if (/^\d{4}$/.test(text)) return Number(text) >= FIRST_YEAR;
  if (/^\d{4}-\d{2}$/.test(text)) return isDate(`${text}-01`, FIRST_YEAR);
  return isDate(text, FIRST_YEAR);
}

/**
 * isWellFormed reports whether each surrogate of a string has its other half. It is
 * String.prototype.isWellFormed, which browsers before 2023 do not have.
 * @param {string} text
 */
export const isWellFormed = (text) => !/\p{Surrogate}/u.test(text);

/**
 * isText reports whether a string is a text of at most so many code points.
 * @param {string} text
 * @param {number} most
 */
export const isText = (text, most) => isWellFormed(text) && text === text.normalize('NFC') && !/\p{Cc}/u.test(text) &&
  !/^\p{White_Space}|\p{White_Space}$/u.test(text) && [...text].length <= most;

/** @param {string} text */
export const isIssuerCode = (text) => /^[A-Z0-9][A-Z0-9-]{0,30}[A-Z0-9]$/.test(text);

// Codes; d is a diploma, t a transcript; whether there is a field of study; whether it is numbered;
// achievementType.
const TABLE = `
VN-PRI-CONF VN-LSE-CONF|d|no|no|CertificateOfCompletion
VN-LSE VN-USE|d|no|yes|SecondarySchoolDiploma
VN-USE-CONF VN-USE-TEMP|d|no|yes|CertificateOfCompletion
VN-VHS|d|may|yes|Diploma
VN-INT|d|must|yes|Diploma
VN-COL|d|must|yes|AssociateDegree
VN-BA|d|must|yes|BachelorDegree
VN-SPEC|d|must|yes|Degree
VN-MA|d|must|yes|MasterDegree
VN-PHD|d|must|yes|ResearchDoctorate
VN-CERT|d|no|yes|Certificate
VN-RECOG|d|no|yes|QualityAssuranceCredential
VN-HB-TH VN-HB-THCS VN-HB-THPT|t|no|no|LearningProgram
VN-BD|t|may|no|LearningProgram`;

/** @type {Map<string, {isTranscript: boolean, fieldRule: string, isNumbered: boolean, achievementType: string}>} */
const TYPES = new Map();
for (const row of TABLE.trim().split('\n')) {
  const [codes, form, fieldRule, numbered, achievementType] = row.split('|');
  const type = { isTranscript: form === 't', fieldRule, isNumbered: numbered === 'yes', achievementType };
  for (const code of codes.split(' ')) TYPES.set(code, type);
}

/**
 * A kind, taken apart.
 * @typedef {object} Kind
 * @property {string} type
 * @property {string} field the field-of-study code, "" where there is none
 * @property {boolean} isTranscript
 * @property {boolean} isNumbered
 * @property {string} achievementType
 */

/** parseKind returns null for a kind that the table does not have. @param {unknown} text @returns {Kind | null} */
export function parseKind(text) {
  const match = typeof text === 'string' ? /^([A-Z0-9-]+)(?:\/([0-9]{1,12}))?$/.exec(text) : null;
  const row = match && TYPES.get(match[1]);
  if (!match || !row) return null;
  const field = match[2] ?? '';
  if (field === '' ? row.fieldRule === 'must' : row.fieldRule === 'no') return null;
  const { isTranscript, isNumbered, achievementType } = row;
  return { type: match[1], field, isTranscript, isNumbered, achievementType };
}

/**
 * The values of an object that say something: neither absent nor "".
 * @param {Record<string, string | undefined>} values
 * @returns {any}
 */
export const said = (values) => Object.fromEntries(Object.entries(values).filter(([, value]) => value));
