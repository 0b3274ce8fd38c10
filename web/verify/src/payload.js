// The payload of an SD-JWT (§3.2 to §3.5): what it must be, and where which digests stand.
import { decodeBase64url } from './bytes.js';
import { sourcesOf } from './json.js';
import { demand, malformed } from './refusal.js';
import {
  arrayOf, decimalNumber, exactly, matching, objectOf, readObject, string, strings, text, wholeNumber,
} from './shape.js';
import { FIRST_YEAR, isDate, parseKind, said } from './values.js';

const VC_CONTEXT = 'https://www.w3.org/ns/credentials/v2';
const OPEN_BADGES_CONTEXT = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json';
const CLR_CONTEXT = 'https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json';
// What own terms begin with; until November 2026 each host had its own, which is read for ever.
const VOCABULARY = 'urn:uuid:b8a4b655-3002-4a94-a44b-e012c4f2f38f#';

const UUID = /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const urn = matching((value) => UUID.test(value));

/** A digest as base64url. */
const digest = matching((value) => value.length === 43 && decodeBase64url(value) !== null);

/** The context of an embedded credential, compared as strings. */
const embeddedContext = strings(VC_CONTEXT, OPEN_BADGES_CONTEXT);

/**
 * The members of an embedded credential that are the same for award and courses.
 * @param {Record<string, any>} credential
 */
export const embeddedMembers = ({ issuer, validFrom }) => ({
  '@context': embeddedContext,
  id: urn,
  type: strings('VerifiableCredential', 'AchievementCredential'),
  issuer: exactly(issuer),
  validFrom: exactly(validFrom),
});

/** Members of every achievement that are written for other software. @type {import('./shape.js').Members} */
export const FOR_OTHER_SOFTWARE = {
  description: [string],
  criteria: [objectOf({ narrative: [string] })],
  resultDescription: [arrayOf(objectOf({
    id: [string],
    type: [arrayOf(string)],
    name: [string],
    resultType: [string],
  }))],
};

/** @type {import('./shape.js').Members} the award's members besides achievement */
const AWARD_MEMBERS = {
  activityStartDate: [matching((value) => isStartOfDay(value))],
  creditsEarned: [decimalNumber],
  licenseNumber: [text(30)],
  registerNumber: [text(40)],
  graduationYear: [wholeNumber(1900, 2999)],
  mode: [text(100)],
  school: [text(250)],
  examCouncil: [text(150)],
  examSession: [text(150)],
  language: [text(100)],
  duration: [text(100)],
  level: [text(100)],
  diplomaSerial: [text(30)],
};

const START_OF_DAY = 'T00:00:00+07:00';
const END_OF_DAY = 'T23:59:59+07:00';

/** @param {string} value @param {string} suffix */
const isDayWith = (value, suffix) => value.endsWith(suffix) && isDate(value.slice(0, -suffix.length), FIRST_YEAR);

/** @param {string} value */
const isStartOfDay = (value) => isDayWith(value, START_OF_DAY);

const evidence = arrayOf(objectOf({
  type: strings('Evidence'),
  name: [string],
  decisionNumber: text(50),
  decisionDate: matching((value) => isDate(value, FIRST_YEAR)),
}), 1, 1);

/**
 * Where a digest stands: an identity object, a member of these names, or the course in this place.
 * @typedef {{form: 'identity'} | {form: 'member', names: string[]} | {form: 'course', index: number}} HiddenPlace
 */

/** @typedef {import('../index.js').Facts} Facts */

/**
 * What the payload says.
 * @typedef {object} Payload
 * @property {string} kindText
 * @property {import('./values.js').Kind} kind
 * @property {string} issuerDID
 * @property {string} vocabulary what the own terms begin with
 * @property {string} subjectID
 * @property {string} validFrom
 * @property {Facts} facts that are always shown
 * @property {string} qr base64url of SHA-256 of the QR claims
 * @property {number} list
 * @property {number} index
 * @property {string[]} courseIDs achievement ids of a transcript's courses, in order
 * @property {Map<string, HiddenPlace>} hidden by digest
 */

/**
 * The facts that a payload shows by itself; what it does not say is absent.
 * @param {Record<string, any>} read
 * @param {Record<string, any>} award
 * @returns {Facts}
 */
function factsOf({ name, validFrom, validUntil, evidence: [decision] = [], place, signedBy }, award) {
  const { achievement } = award;
  return said({
    award: name,
    awardEn: achievement.nameEn,
    major: achievement.fieldOfStudy,
    majorEn: achievement.fieldOfStudyEn,
    specialization: achievement.specialization,
    mode: award.mode,
    school: award.school,
    graduationYear: award.graduationYear,
    examCouncil: award.examCouncil,
    examSession: award.examSession,
    enrolDate: award.activityStartDate?.slice(0, 10),
    language: award.language,
    duration: award.duration,
    level: award.level,
    totalCredits: award.creditsEarned,
    diplomaSerial: award.diplomaSerial,
    serialNumber: award.licenseNumber,
    registerNumber: award.registerNumber,
    decisionNumber: decision?.decisionNumber,
    decisionDate: decision?.decisionDate,
    issueDate: validFrom.slice(0, 10),
    validUntil: validUntil?.slice(0, 10),
    place,
    signerName: signedBy.name,
    signerTitle: signedBy.title,
  });
}

class PayloadReader {
  /** @param {Map<string, any>} root @param {import('./sdjwt.js').Header} header */
  constructor(root, header) {
    const kind = parseKind(root.get('kind'));
    if (!kind) throw malformed('the kind is not in the table');
    this.root = root;
    this.header = header;
    this.kind = kind;
    this.achievementID = `https://${header.host}/kinds/${root.get('kind')}`;
    /** @type {Map<string, HiddenPlace>} */
    this.hidden = new Map();
    /** @type {string[]} */
    this.courseIDs = [];
    this.courses = 0;
  }

  /** @returns {Payload} */
  read() {
    const { kind, header } = this;
    const read = readObject(this.root, this.members(), 'the payload');
    const subject = read.credentialSubject;
    const award = kind.isTranscript ? subject.verifiableCredential.credentialSubject : subject;
    demand(!kind.isNumbered || (award.licenseNumber && award.registerNumber), 'a numbered type has no numbers');
    demand((award.achievement.humanCode ?? '') === kind.field, 'humanCode is not the field of study');
    demand(kind.field === '' || award.achievement.fieldOfStudy, 'the major is missing');
    demand(this.courseIDs.length === this.courses, 'there is not one association for each course');
    return {
      kindText: read.kind,
      kind,
      issuerDID: header.did,
      vocabulary: read['@context'],
      subjectID: subject.id,
      validFrom: read.validFrom,
      facts: factsOf(read, award),
      qr: read.qr,
      ...read.credentialStatus,
      courseIDs: this.courseIDs,
      hidden: this.hidden,
    };
  }

  /** @returns {import('./shape.js').Members} */
  members() {
    const { kind, header, root } = this;
    const validFrom = root.get('validFrom');
    return {
      '@context': this.context(),
      id: urn,
      type: strings('VerifiableCredential', kind.isTranscript ? 'ClrCredential' : 'OpenBadgeCredential'),
      kind: string,
      name: text(150),
      issuer: objectOf({ id: exactly(header.did), type: strings('Profile'), name: text(250), nameEn: [text(250)] }),
      validFrom: matching(isStartOfDay),
      validUntil: [matching((value) => isDayWith(value, END_OF_DAY) && value.slice(0, 10) >= validFrom.slice(0, 10))],
      awardedDate: exactly(validFrom),
      credentialSubject: kind.isTranscript ? this.transcriptSubject() : this.diplomaSubject(),
      credentialStatus: (value, place) => this.status(value, place),
      evidence: kind.isNumbered ? evidence : [evidence],
      place: [text(50)],
      signedBy: objectOf({ name: text(150), title: text(150) }),
      qr: digest,
      _sd_alg: exactly('sha-256'),
    };
  }

  /**
   * The payload's own context, compared in its bytes. It returns the vocabulary that the last element names.
   * @returns {import('./shape.js').Rule}
   */
  context() {
    const addresses = this.kind.isTranscript
      ? [VC_CONTEXT, CLR_CONTEXT, OPEN_BADGES_CONTEXT]
      : [VC_CONTEXT, OPEN_BADGES_CONTEXT];
    const vocabularies = [VOCABULARY, `https://${this.header.host}/ns#`];
    return (value, place) => {
      const got = Array.isArray(value) ? sourcesOf(value) : [];
      const vocabulary = vocabularies.find((one) => got.at(-1) === `{"@vocab":"${one}"}`);
      const wanted = addresses.map((address) => `"${address}"`);
      demand(
        vocabulary && got.length === wanted.length + 1 && wanted.every((source, i) => source === got[i]),
        `${place} is another`,
      );
      return vocabulary;
    };
  }

  diplomaSubject() {
    return objectOf({
      id: urn,
      type: strings('AchievementSubject'),
      identifier: [arrayOf((value, place) => this.hide(value, place, { form: 'identity' }))],
      ...this.award(),
      _sd: [this.hiddenMembers('birthDate', 'birthPlace', 'sex', 'ethnicity', 'nationality', 'result')],
    });
  }

  transcriptSubject() {
    return objectOf({
      id: urn,
      type: strings('ClrSubject'),
      identifier: [arrayOf((value, place) => this.hide(value, place, { form: 'identity' }))],
      verifiableCredential: (value, place) => this.embedded(value, place),
      association: arrayOf((value, place) => this.association(value, place), 1, 400),
      _sd: [this.hiddenMembers('birthDate', 'birthPlace', 'sex', 'ethnicity', 'nationality')],
    });
  }

  /** The award is returned, the courses are noted. @param {any} value @param {string} place */
  embedded(value, place) {
    const isOfSize = Array.isArray(value) && value.length >= 2 && value.length <= 401;
    demand(isOfSize, `${place} has too many elements, or too few`);
    const issuer = this.header.did;
    const award = readObject(value[0], {
      ...embeddedMembers({ issuer, validFrom: this.root.get('validFrom') }),
      credentialSubject: objectOf({
        id: exactly(this.root.get('credentialSubject').get('id')),
        type: strings('AchievementSubject'),
        ...this.award(),
        _sd: [this.hiddenMembers('result')],
      }),
    }, `${place}[0]`);
    for (const [index, course] of value.slice(1).entries()) {
      this.hide(course, `${place}[${index + 1}]`, { form: 'course', index });
    }
    this.courses = value.length - 1;
    return award;
  }

  /** @param {any} value @param {string} place */
  association(value, place) {
    const { sourceId } = readObject(value, {
      type: exactly('Association'),
      associationType: exactly('isChildOf'),
      sourceId: urn,
      targetId: exactly(this.achievementID),
    }, place);
    this.courseIDs.push(sourceId);
  }

  /** @returns {import('./shape.js').Members} */
  award() {
    const { kind, root } = this;
    return {
      achievement: objectOf({
        id: exactly(this.achievementID),
        type: strings('Achievement'),
        achievementType: exactly(kind.achievementType),
        name: exactly(root.get('name')),
        nameEn: [text(150)],
        humanCode: [exactly(kind.field)],
        fieldOfStudy: [text(150)],
        fieldOfStudyEn: [text(150)],
        specialization: [text(150)],
        ...FOR_OTHER_SOFTWARE,
      }),
      ...AWARD_MEMBERS,
    };
  }

  /** @param {any} value @param {string} place @param {HiddenPlace} hidden */
  hide(value, place, hidden) {
    this.note(readObject(value, { '...': digest }, place)['...'], hidden);
  }

  /** @param {...string} names @returns {import('./shape.js').Rule} */
  hiddenMembers(...names) {
    const digests = arrayOf(digest);
    return (value, place) => digests(value, place).forEach((/** @type {string} */ one) => {
      this.note(one, { form: 'member', names });
    });
  }

  /** @param {string} one @param {HiddenPlace} hidden */
  note(one, hidden) {
    demand(!this.hidden.has(one), 'a digest stands twice');
    this.hidden.set(one, hidden);
  }

  /** Both status entries (§3.5), which must name one place. @param {any} entries @param {string} place */
  status(entries, place) {
    demand(Array.isArray(entries) && entries.length === 2, `${place} is not two entries`);
    const revocation = this.statusEntry(entries[0], 'revocation');
    const suspension = this.statusEntry(entries[1], 'suspension');
    const same = revocation.list === suspension.list && revocation.index === suspension.index;
    demand(same, 'the two status entries differ');
    return revocation;
  }

  /** @param {any} value @param {string} purpose */
  statusEntry(value, purpose) {
    const entry = readObject(value, {
      id: string,
      type: exactly('BitstringStatusListEntry'),
      statusPurpose: exactly(purpose),
      statusListIndex: matching((index) => /^(0|[1-9][0-9]{0,5})$/.test(index) && Number(index) <= 131071),
      statusListCredential: string,
    }, `the status entry of ${purpose}`);
    const list = entry.statusListCredential.split('/').at(-2);
    demand(/^[1-9][0-9]{0,9}$/.test(list) && Number(list) < 2 ** 32, 'the status list');
    const address = `https://${this.header.host}/status/${this.header.issuer}/${list}/${purpose}`;
    demand(entry.statusListCredential === address, 'a foreign status list');
    demand(entry.id === `${address}#${entry.statusListIndex}`, 'the id of a status entry');
    return { list: Number(list), index: Number(entry.statusListIndex) };
  }
}

/** @param {unknown} root @param {import('./sdjwt.js').Header} header @returns {Payload} */
export function readPayload(root, header) {
  if (!(root instanceof Map)) throw malformed('the payload is no object');
  return new PayloadReader(root, header).read();
}

export { urn };
