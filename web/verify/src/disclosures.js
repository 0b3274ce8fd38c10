// Disclosures (§3.6): each is put in the place where its digest stands.
import { decodeBase64url, decodeUTF8, encodeBase64url, encodeUTF8, sha256 } from './bytes.js';
import { parseStrict } from './json.js';
import { embeddedMembers, FOR_OTHER_SOFTWARE } from './payload.js';
import { demand, foreign, malformed } from './refusal.js';
import {
  arrayOf, boolean, decimalNumber, exactly, isDecimal, matching, objectOf, readObject, string, strings, text,
  wholeNumber,
} from './shape.js';
import { isBirthDate, said } from './values.js';

/** @typedef {import('./payload.js').Payload} Payload */
/** @typedef {import('./shape.js').Rule} Rule */
/** @typedef {import('../index.js').Course} Course */

/** @type {Record<string, Rule>} */
const IDENTITIES = {
  name: text(150),
  nationalIdentityNumber: matching((value) => /^([0-9]{12}|[0-9]{9})$/.test(value)),
  systemId: matching((value) => /^[0-9]{1,40}$/.test(value)),
  sisSourcedId: text(40),
};

/** @type {Record<string, Rule>} */
const PERSONAL = {
  birthDate: matching(isBirthDate),
  birthPlace: text(250),
  sex: text(20),
  ethnicity: text(50),
  nationality: text(100),
};

const decimal = matching(isDecimal);
const RESULTS_OF_DIPLOMA = { rank: text(50) };
const RESULTS_OF_TRANSCRIPT = {
  rank: text(50), gpa10: decimal, gpa4: decimal, learning: text(50), conduct: text(50),
};
const RESULTS_OF_COURSE = { tenPoint: decimal, fourPoint: decimal, letter: text(10) };

/**
 * A rule for results with these names, each once; it returns the values by name.
 * @param {string} prefix
 * @param {Record<string, Rule>} values
 * @returns {Rule}
 */
const resultsOf = (prefix, values) => (value, place) => {
  /** @param {string} id */
  const isKnown = (id) => id.startsWith(prefix) && Object.hasOwn(values, id.slice(prefix.length));
  /** @type {Map<string, string>} */
  const results = new Map();
  arrayOf((one, at) => {
    const read = readObject(one, {
      type: strings('Result'),
      resultDescription: matching(isKnown),
      value: string,
    }, at);
    const name = read.resultDescription.slice(prefix.length);
    demand(!results.has(name), `${at} repeats a name`);
    results.set(name, values[name](read.value, `${at}.value`, false));
  })(value, place);
  return results;
};

/**
 * What is disclosed.
 * @typedef {object} Disclosed
 * @property {Map<string, string>} identities by identityType; both learner codes are systemId
 * @property {Map<string, any>} members by name; of result the values by name
 * @property {Map<number, Course>} courses those that are shown, by their place
 */

class DisclosureReader {
  /** @param {Payload} payload */
  constructor(payload) {
    this.payload = payload;
    /** @type {Disclosed} */
    this.disclosed = { identities: new Map(), members: new Map(), courses: new Map() };
    /** @type {Set<string>} */
    this.seen = new Set();
  }

  /** @param {string} disclosure */
  read(disclosure) {
    const place = this.payload.hidden.get(encodeBase64url(sha256(encodeUTF8(disclosure))));
    if (!place) throw foreign('a disclosure is not of this credential');
    demand(!this.seen.has(disclosure), 'a disclosure stands twice');
    this.seen.add(disclosure);

    const json = decodeUTF8(decodeBase64url(disclosure) ?? Uint8Array.of(0xff));
    if (json === null) throw malformed('a disclosure is not base64url of UTF-8');
    const parts = parseStrict(json);
    if (!Array.isArray(parts) || parts.length !== (place.form === 'member' ? 3 : 2)) {
      throw malformed('a disclosure is not of the form that its place asks');
    }
    const [salt] = parts;
    demand(typeof salt === 'string' && salt.length === 22 && decodeBase64url(salt) !== null, 'a salt');
    switch (place.form) {
      case 'identity':
        return this.identity(parts[1]);
      case 'course':
        return this.course(place.index, parts[1]);
      default:
        return this.member(place.names, parts[1], parts[2]);
    }
  }

  /** @param {unknown} value */
  identity(value) {
    const { identityType, identityHash } = readObject(value, {
      type: exactly('IdentityObject'),
      hashed: [boolean(false)],
      identityHash: string,
      identityType: matching((type) => Object.hasOwn(IDENTITIES, type)),
    }, 'an identity object');
    IDENTITIES[identityType](identityHash, identityType, false);
    const one = identityType === 'sisSourcedId' ? 'systemId' : identityType;
    demand(!this.disclosed.identities.has(one), `${one} is disclosed twice`);
    this.disclosed.identities.set(one, identityHash);
  }

  /** @param {string[]} names @param {any} name @param {unknown} value */
  member(names, name, value) {
    demand(names.includes(name), 'a disclosure is of a member that is not hidden there');
    demand(!this.disclosed.members.has(name), `${name} is disclosed twice`);
    const { vocabulary, kind } = this.payload;
    const rule = name === 'result'
      ? resultsOf(vocabulary, kind.isTranscript ? RESULTS_OF_TRANSCRIPT : RESULTS_OF_DIPLOMA)
      : PERSONAL[name];
    demand(value !== '', `${name} is empty`);
    this.disclosed.members.set(name, rule(value, name, false));
  }

  /** @param {number} index @param {unknown} value */
  course(index, value) {
    const { payload } = this;
    const { credentialSubject } = readObject(value, {
      ...embeddedMembers({ issuer: payload.issuerDID, validFrom: payload.validFrom }),
      credentialSubject: objectOf({
        id: exactly(payload.subjectID),
        type: strings('AchievementSubject'),
        achievement: objectOf({
          id: exactly(payload.courseIDs[index]),
          type: strings('Achievement'),
          achievementType: exactly('Course'),
          name: text(200),
          nameEn: [text(200)],
          humanCode: [text(30)],
          fieldOfStudy: [string],
          fieldOfStudyEn: [string],
          specialization: [string],
          ...FOR_OTHER_SOFTWARE,
        }),
        creditsEarned: [decimalNumber],
        term: [text(50)],
        year: [text(20)],
        attempt: [wholeNumber(1, 99)],
        earnedAt: [text(250)],
        exempt: [boolean(true)],
        note: [text(250)],
        result: [resultsOf(payload.vocabulary, RESULTS_OF_COURSE)],
      }),
    }, 'a course');
    this.disclosed.courses.set(index, courseOf(credentialSubject));
  }
}

/** @param {Record<string, any>} subject @returns {Course} */
function courseOf({ achievement, creditsEarned, term, year, attempt, earnedAt, exempt, note, result = new Map() }) {
  return {
    ...said({
      code: achievement.humanCode,
      name: achievement.name,
      nameEn: achievement.nameEn,
      credits: creditsEarned,
      tenPoint: result.get('tenPoint'),
      letter: result.get('letter'),
      fourPoint: result.get('fourPoint'),
      term,
      year,
      earnedAt,
      note,
    }),
    ...(attempt && { attempt: Number(attempt) }),
    ...(exempt && { exempt }),
  };
}

/**
 * readDisclosures reads them in their order; the first that fails decides.
 * @param {string[]} disclosures
 * @param {Payload} payload
 * @returns {Disclosed}
 */
export function readDisclosures(disclosures, payload) {
  const reader = new DisclosureReader(payload);
  for (const disclosure of disclosures) reader.read(disclosure);
  return reader.disclosed;
}
