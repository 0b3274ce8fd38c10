// The answer to a question: what was found, and what of it stands on the reading (§13, §14.9).
import { encodeHex } from './bytes.js';
import { receive } from './carried.js';
import { Checks } from './checks.js';
import { readPresentation } from './presentation.js';
import { Reading } from './reading.js';
import { Refusal } from './refusal.js';
import { findOrigin, takeSteps } from './steps.js';
import { formatMoment, parseMoment } from './time.js';

/** @typedef {import('./presentation.js').Presentation} Presentation */
/** @typedef {import('./steps.js').Grounds} Grounds */
/** @typedef {ReturnType<Checks['finding']>} Finding */

/** @type {Record<string, string>} */
const CAUSES = {
  none: 'no_ledger',
  starting: 'starting',
  alarm: 'integrity_alarm',
  behind: 'behind',
  unconfirmed: 'unconfirmed',
};
const OUTDATED = ['alarm', 'behind', 'unconfirmed'];
const CURRENT = ['fresh', 'standing_still'];
const STAND_ON_OUTDATED = ['malformed', 'tampered', 'revoked', 'superseded', 'expired'];
/** After how many seconds asking again makes sense. @type {Record<string, number>} */
const RETRY_AFTER = { unconfirmed: 300, behind: 30, alarm: 3600, starting: 30 };
const STAND_ON_BYTES = ['malformed', 'tampered'];

/**
 * verify answers a question; its types are in index.d.ts.
 * @param {import('../index.js').Question} question
 * @returns {import('../index.js').Answer}
 * @throws {import('./carried.js').EvidenceNotReadError} for a bundle or a receipt
 * @throws {TypeError} for a question of another form
 */
export function verify({ presentation, reading = null, trust = null, hosts = [], now, at = null }) {
  if (typeof presentation !== 'string' && !(presentation instanceof Uint8Array)) {
    throw new TypeError('presentation: a string or a Uint8Array is expected');
  }
  if (reading !== null && !(reading instanceof Reading)) throw new TypeError('reading: a Reading or null is expected');
  if (trust !== null && !Array.isArray(trust.accreditors)) throw new TypeError('trust: accreditors are expected');
  if (!Array.isArray(hosts)) throw new TypeError('hosts: an array is expected');
  const grounds = {
    reading,
    accreditors: trust?.accreditors ?? null,
    hosts,
    now: parseMoment(now, 'now'),
    at: at === null ? null : parseMoment(at, 'at'),
  };
  const read = attempt(presentation);
  const answer = judge(read, grounds);
  if (grounds.at !== null && !(read instanceof Refusal)) {
    const today = judge(read, { ...grounds, at: null });
    answer.today = known(today, today.asOf ?? formatMoment(grounds.now));
    const { change } = today.grounds;
    if (change && today.status !== 'active') answer.grounds.todaysChange = change;
  }
  return answer;
}

/**
 * verifySignature takes the steps 1 to 3 where there is no network: by an issuer's record and key that were kept. The
 * answer is never valid, and where it is malformed or tampered no ledger would say otherwise. Where the signature is
 * genuine, step 3 has passed; all else is not known.
 * @param {{presentation: string | Uint8Array, reading: Reading | null, hosts?: string[], now: string | Date}} question
 * @returns {import('../index.js').Answer}
 * @throws {import('./carried.js').EvidenceNotReadError} for a bundle or a receipt
 */
export function verifySignature({ presentation, reading, hosts = [], now }) {
  const checks = new Checks();
  const read = attempt(presentation);
  /** @type {any} */
  const found = {};
  const grounds = { reading: { kind: 'none' }, ledger: null, checkedAt: formatMoment(parseMoment(now, 'now')) };
  if (read instanceof Refusal) {
    if (read.step > 1) checks.pass(1);
    checks.fail(read.step, read.result, read.detail);
  } else {
    checks.pass(1);
    found.digest = encodeHex(read.digest);
    const origin = reading && findOrigin(read, reading, { accreditors: null, hosts });
    if (origin && !('result' in origin)) {
      checks.pass(2);
      checks.pass(3);
      found.content = contentOf(read, origin.issuer);
      Object.assign(grounds, { issuer: issuerOf(origin.issuer, origin.issuer) });
    } else if (origin && origin.result === 'tampered') {
      checks.fail(2, origin.result, origin.detail);
    } else {
      checks.fail(2, 'indeterminate', 'no_ledger'); // an issuer or a key that was not kept
    }
  }
  checks.fail(9, 'indeterminate', 'no_ledger');
  const finding = checks.finding();
  const stands = STAND_ON_BYTES.includes(finding.result);
  return {
    ...(stands ? finding : { result: 'indeterminate', detail: 'no_ledger', step: finding.step }),
    ...found,
    cause: 'no_ledger',
    checks: String(checks),
    grounds: { ...grounds, steps: checks.steps.map((step) => ({ ...step })) },
  };
}

/**
 * Step 1, and of step 3 what parsing finds.
 * @param {string | Uint8Array} input
 * @returns {Presentation | Refusal}
 */
function attempt(input) {
  try {
    return readPresentation(receive(input));
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** @param {Presentation | Refusal} read @param {Grounds} grounds @returns {import('../index.js').Answer} */
function judge(read, grounds) {
  const checks = new Checks();
  if (read instanceof Refusal) {
    if (read.step > 1) checks.pass(1);
    checks.fail(read.step, read.result, read.detail);
    return conclude(checks, { grounds: /** @type {any} */ ({}) }, grounds);
  }
  checks.pass(1);
  const { issuer, issuerThen, anchor, status } = takeSteps(read, grounds, checks);
  return conclude(checks, {
    digest: encodeHex(read.digest),
    ...(read.courses && { courses: { shown: read.courses.shown.length, total: read.courses.total } }),
    ...(anchor && { anchor: anchor.value.anchor.sequence }),
    ...(status && { status: /** @type {any} */ (status.state) }),
    ...(checks.isPassed(2) && { content: contentOf(read, issuer) }), // its signature was verified
    grounds: /** @type {any} */ ({
      ...(issuer && { issuer: issuerOf(issuer, issuerThen) }),
      ...(anchor && { anchored: formatMoment(anchor.at), block: anchor.block }),
      ...(status && { change: changeOf(status) }),
    }),
  }, grounds);
}

/** The issuer as it was called when it anchored, and as it is called now. @param {any} now @param {any} then */
function issuerOf(now, then = now) {
  const { code, name, nameEn } = then.accreditation;
  const isRenamed = now.accreditation.name !== name;
  return {
    code,
    name,
    nameEn,
    ...(isRenamed && { nameNow: now.accreditation.name }),
    ...(now.successor && { successor: now.successor }),
  };
}

/** @param {import('./steps.js').Status} status */
const changeOf = ({ by, since }) => ({ by, ...(since !== null && { since: formatMoment(since) }) });

/** @param {Presentation} shown @param {any} issuer its record @returns {import('../index.js').Content} */
function contentOf({ form, kind, courses, facts }, issuer) {
  const { code, name, nameEn } = issuer.accreditation;
  return { form, issuer: { code, name, nameEn }, kind, ...facts, ...(courses && { courses: courses.shown }) };
}

/**
 * Step 9, and which result stands.
 * @param {Checks} checks
 * @param {Partial<import('../index.js').Answer>} found
 * @param {Grounds} grounds
 * @returns {import('../index.js').Answer}
 */
function conclude(checks, found, { reading, now, at }) {
  const kind = reading === null ? 'none' : reading.kindAt(now);
  const newest = reading?.newestTime ?? null;
  const isCurrent = CURRENT.includes(kind);
  const isOutdated = OUTDATED.includes(kind);
  const coversMoment = at !== null && newest !== null && newest >= at && (isCurrent || isOutdated);
  if (coversMoment || kind === 'fresh') checks.pass(9);
  else if (isCurrent) checks.pass(9, 'standing_still');
  else checks.fail(9, 'indeterminate', CAUSES[kind]);

  const finding = checks.finding();
  const asOf = asOfMoment(at, newest, isCurrent || coversMoment);
  /** @type {any} */
  const answer = {
    ...finding,
    ...found,
    ...(!isCurrent && { cause: CAUSES[kind] }),
    grounds: { ...found.grounds, ...readingGrounds(reading, kind, { now, at }) },
  };
  const stands = isCurrent || coversMoment || standsOn(kind, finding, checks);
  if (!stands) {
    if (isOutdated && finding.result !== 'indeterminate' && newest !== null) {
      answer.lastKnown = known(finding, formatMoment(newest));
    }
    if (kind === 'starting') forgetFailures(answer, checks);
    answer.result = 'indeterminate';
    answer.detail = CAUSES[kind];
    if (RETRY_AFTER[kind]) answer.grounds.retryAfter = RETRY_AFTER[kind];
  }
  answer.grounds.steps = checks.steps.map((step) => ({ ...step }));
  if (asOf !== null && (at !== null || stands || isOutdated)) answer.asOf = formatMoment(asOf);
  return { ...answer, checks: String(checks) };
}

/**
 * What an answer tells of the reading that it stands on, and of the moments that it is about.
 * @param {Reading | null} reading
 * @param {string} kind
 * @param {{now: bigint, at: bigint | null}} moments
 */
function readingGrounds(reading, kind, { now, at }) {
  const newest = reading?.newestTime ?? null;
  return {
    reading: { kind, ...reading?.judged },
    ledger: reading?.head ?? null,
    checkedAt: formatMoment(now),
    ...(at !== null && { at: formatMoment(at), ...(newest !== null && { knownAsOf: formatMoment(newest) }) }),
  };
}

/**
 * The moment that the answer holds for, null for now.
 * @param {bigint | null} at
 * @param {bigint | null} newest
 * @param {boolean} isByReading whether the reading covers what is asked
 */
function asOfMoment(at, newest, isByReading) {
  if (isByReading || newest === null) return at;
  return at !== null && at < newest ? at : newest;
}

/** @param {string} kind @param {Finding} finding @param {Checks} checks */
function standsOn(kind, { result }, checks) {
  if (OUTDATED.includes(kind)) return STAND_ON_OUTDATED.includes(result);
  return STAND_ON_BYTES.includes(result) && checks.isSkipped(2);
}

/** What was not read yet proves nothing. @param {any} answer @param {Checks} checks */
function forgetFailures(answer, checks) {
  checks.skipFailures();
  answer.step = checks.finding().step;
  delete answer.anchor;
  delete answer.status;
  delete answer.grounds.anchored;
  delete answer.grounds.block;
  delete answer.grounds.change;
}

/** @param {{result: any, detail: string}} finding @param {string} asOf @returns {import('../index.js').Known} */
const known = ({ result, detail }, asOf) => ({ result, ...(detail !== '' && { detail }), asOf });
