// Steps 2 to 8 of the verification (§14) of one presentation, on one reading.
import { isSignedBy } from './keys.js';
import { dayInVietnam, parseMoment } from './time.js';

/** @typedef {import('./presentation.js').Presentation} Presentation */
/** @typedef {import('./checks.js').Checks} Checks */
/** @typedef {import('./reading.js').Reading} Reading */
/** @typedef {import('./reading.js').Version} Version */

/**
 * What the steps stand on.
 * @typedef {object} Grounds
 * @property {Reading | null} reading
 * @property {string[] | null} accreditors that are believed, null for any
 * @property {string[]} hosts public names of the registers whose ledger it is
 * @property {bigint} now
 * @property {bigint | null} at the moment that is asked about, null for now
 */

/**
 * The state that counts, by whom it was set and since when: ledger time, null where nothing was ever set.
 * @typedef {{state: string, by: string, since: bigint | null}} Status
 */

/**
 * What the steps found besides their outcomes.
 * @typedef {object} Found
 * @property {any} [issuer] its newest record
 * @property {any} [issuerThen] its record as it stood when the anchor was made
 * @property {Version} [anchor] that counts
 * @property {Status} [status]
 */

/** @param {Presentation} shown @param {Grounds} grounds @param {Checks} checks @returns {Found} */
export function takeSteps(shown, grounds, checks) {
  const { reading } = grounds;
  if (reading === null) {
    checks.fail(2, 'indeterminate', 'no_ledger');
    return {};
  }
  const origin = findOrigin(shown, reading, grounds);
  if ('result' in origin) {
    checks.fail(2, origin.result, origin.detail);
    return origin.issuer ? { issuer: origin.issuer } : {};
  }
  checks.pass(2);
  checks.pass(3); // disclosures and forms were compared when they were read
  const anchor = findAnchor(shown, reading, grounds.at, origin.key, checks);
  const status = checkStatus(shown, reading, grounds, anchor, checks);
  checkDates(shown, grounds.at ?? grounds.now, checks);
  return {
    issuer: origin.issuer,
    ...(anchor && { anchor, issuerThen: reading.issuerBefore(shown.issuer, anchor) }),
    ...(status && { status }),
  };
}

/**
 * Step 2: issuer and key, or what it fails with.
 * @param {Presentation} shown
 * @param {Reading} reading
 * @param {Pick<Grounds, 'accreditors' | 'hosts'>} grounds
 * @returns {{issuer: any, key: any} | {issuer?: any, result: string, detail: string}}
 */
export function findOrigin(shown, reading, { accreditors, hosts }) {
  const isOfAnother = shown.host !== '' && hosts.length > 0 && !hosts.includes(shown.host);
  const issuer = reading.newest('issuer', shown.issuer);
  /** @param {string} detail */
  const unknown = (detail) => (isOfAnother
    ? { result: 'indeterminate', detail: 'other_register' }
    : { issuer, result: 'untrusted_issuer', detail });
  if (!issuer) return unknown('issuer_unknown');
  if (accreditors && !accreditors.includes(issuer.accreditor)) {
    return { issuer, result: 'untrusted_issuer', detail: 'accreditor' };
  }
  const key = reading.newest('key', shown.thumbprint);
  if (!key || key.issuer !== shown.issuer || key.purpose !== 'issuer') return unknown('key_unknown');
  if (!isSignedBy(key.key, shown.signed)) return { issuer, result: 'tampered', detail: 'signature' };
  return { issuer, key };
}

/**
 * Steps 4 to 6: the first anchor that passes all three, or the one that came furthest if it passed the fourth.
 * @param {Presentation} shown
 * @param {Reading} reading
 * @param {bigint | null} at
 * @param {any} key
 * @param {Checks} checks
 * @returns {Version | null}
 */
function findAnchor(shown, reading, at, key, checks) {
  /** @type {{anchor: Version | null, failure: Failure}} */
  let furthest = { anchor: null, failure: { step: 4, reason: 'not_anchored', detail: 'no_anchor' } };
  let isFirst = true;
  for (const anchor of reading.anchorsOf(shown.issuer, shown.digest)) {
    const failure = judgeAnchor(anchor, shown, reading, at, key);
    if (failure === null) {
      for (const step of [4, 5, 6]) checks.pass(step);
      return anchor;
    }
    if (isFirst || failure.step > furthest.failure.step) furthest = { anchor, failure };
    isFirst = false;
  }
  const { step, reason, detail } = furthest.failure;
  for (let passed = 4; passed < step; passed += 1) checks.pass(passed);
  checks.fail(step, reason, detail);
  return step > 4 ? furthest.anchor : null;
}

/** @typedef {{step: number, reason: string, detail: string}} Failure */

/**
 * @param {Version} anchor
 * @param {Presentation} shown
 * @param {Reading} reading
 * @param {bigint | null} at
 * @param {any} key the credential's
 * @returns {Failure | null} null where the anchor passes steps 4 to 6
 */
function judgeAnchor(anchor, shown, reading, at, key) {
  const statement = anchor.value.anchor;
  if (statement.kind !== shown.kind) return { step: 4, reason: 'not_anchored', detail: 'other_kind' };
  if (at !== null && anchor.at > at) return { step: 4, reason: 'not_anchored', detail: 'anchored_later' };

  const signer = statement.key === shown.thumbprint ? key : reading.newest('key', statement.key);
  for (const one of [key, signer]) {
    const detail = one?.issuer === shown.issuer ? keyFault(one, anchor.at) : 'key_unknown';
    if (detail !== '') return { step: 5, reason: 'untrusted_issuer', detail };
  }

  const issuer = reading.issuerBefore(shown.issuer, anchor);
  if (!issuer) return { step: 6, reason: 'untrusted_issuer', detail: 'not_accredited' };
  if (issuer.state !== 'active') return { step: 6, reason: 'untrusted_issuer', detail: 'issuer_state' };
  const day = dayInVietnam(anchor.at);
  const [type, field = ''] = shown.kind.split('/');
  /** @param {{type: string, field: string, from: string, until: string}} scope */
  const covers = (scope) => scope.type === type && field.startsWith(scope.field) &&
    scope.from <= day && day <= scope.until;
  if (!issuer.accreditation.scopes.some(covers)) return { step: 6, reason: 'out_of_scope', detail: 'scope' };
  return null;
}

/** Why a key does not count at a moment (§8), "" where it does. @param {any} key @param {bigint} moment */
function keyFault(key, moment) {
  if (isCompromisedAt(key, moment)) return 'key_compromised';
  if (parseMoment(key.added, 'added') > moment) return 'key_not_yet_valid';
  if (key.retired && parseMoment(key.retired, 'retired') <= moment) return 'key_retired';
  return '';
}

/** @param {any} key @param {bigint} moment */
const isCompromisedAt = (key, moment) => Boolean(key.compromised) &&
  parseMoment(key.compromised, 'compromised') <= moment;

/** States from the best to the worst (§9). */
const STATES = ['active', 'suspended', 'superseded', 'revoked'];

/** @param {string} a @param {string} b */
const isWorse = (a, b) => STATES.indexOf(a) > STATES.indexOf(b);

/**
 * Step 7. It returns the state that counts, null where it cannot be known.
 * @param {Presentation} shown
 * @param {Reading} reading
 * @param {Grounds} grounds
 * @param {Version | null} anchor
 * @param {Checks} checks
 * @returns {Status | null}
 */
function checkStatus(shown, reading, { now, at }, anchor, checks) {
  if (at !== null && at > now) {
    checks.fail(7, 'indeterminate', 'future_moment');
    return null;
  }
  /** @param {bigint} moment */
  const counts = (moment) => at === null || moment <= at;
  const versions = reading.versions('status', shown.issuer, shown.list, shown.index)
    .filter(({ value }) => counts(parseMoment(value.time, 'time')));
  const entry = entryState(versions, shown.issuer, reading);
  const changes = anchor === null ? [] : reading.anchorChanges(shown.issuer, anchor.value.anchor.sequence);
  const change = changes.filter((one) => counts(one.at)).at(-1);

  if (change && isWorse(change.state, entry.state)) {
    checks.fail(7, change.state, 'anchor_status');
    return { state: change.state, by: 'accreditor', since: change.at };
  }
  const { detail, ...status } = entry;
  if (status.state === 'active') checks.pass(7);
  else checks.fail(7, status.state, detail);
  return status;
}

/** What a compromised key may report, each counting as a suspension: the details. */
const COMPROMISED_REPORTS = new Map([
  ['revoked', 'compromised_status'],
  ['suspended', 'compromised_suspension'],
  ['superseded', 'compromised_replacement'],
]);

/**
 * The entry's state by the compromise rule (§9), with the detail that says what a compromised key reported.
 * @param {Version[]} versions
 * @param {string} issuer the code
 * @param {Reading} reading
 * @returns {Status & {detail: string}}
 */
function entryState(versions, issuer, reading) {
  /** @type {Status & {detail: string}} */
  let now = { state: 'active', detail: 'entry', by: 'issuer', since: null };
  for (const { value, at: since } of versions) {
    const key = value.key === '' ? null : reading.newest('key', value.key);
    const by = authorOf(value, key, issuer);
    if (!key || !isCompromisedAt(key, parseMoment(value.time, 'time'))) {
      now = { state: value.state, detail: 'entry', by, since };
      continue;
    }
    const detail = COMPROMISED_REPORTS.get(value.state);
    const state = detail ? 'suspended' : value.state;
    if (isWorse(state, now.state)) now = { state, detail: detail ?? 'entry', by, since };
  }
  return now;
}

/** @param {any} change of an entry @param {any} key that signed it @param {string} issuer the code */
function authorOf(change, key, issuer) {
  if (change.key === '') return 'accreditor';
  return key && key.issuer !== issuer ? 'successor' : 'issuer';
}

/** Step 8. @param {Presentation} shown @param {bigint} moment @param {Checks} checks */
function checkDates({ issueDate, validUntil }, moment, checks) {
  const day = dayInVietnam(moment);
  if (day < issueDate) checks.fail(8, 'expired', 'not_yet_valid');
  else if (validUntil !== '' && day > validUntil) checks.fail(8, 'expired', 'past_end');
  else checks.pass(8);
}
