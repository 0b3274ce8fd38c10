// Moments: nanoseconds since 1970 as bigint, since ledger time has up to nine digits of a fraction (§1).

export const SECOND = 1_000_000_000n;
const MILLISECOND = 1_000_000n;
const VIETNAM = 7 * 60 * 60 * 1000; // milliseconds ahead of UTC

/**
 * parseMoment reads RFC 3339 in UTC, or a Date.
 * @param {string | Date} time
 * @param {string} name of the value, for the error
 * @returns {bigint}
 */
export function parseMoment(time, name) {
  const text = time instanceof Date && !Number.isNaN(time.getTime()) ? time.toISOString() : time;
  const match = typeof text === 'string' ? /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/.exec(text) : null;
  const milliseconds = match ? Date.parse(`${match[1]}Z`) : NaN;
  if (!match || Number.isNaN(milliseconds)) {
    throw new TypeError(`${name}: a time in UTC such as 2026-06-20T07:01:00Z is expected, or a Date`);
  }
  return BigInt(milliseconds) * MILLISECOND + BigInt((match[2] ?? '').padEnd(9, '0'));
}

/** formatMoment writes RFC 3339 in UTC, its fraction without trailing zeros. @param {bigint} moment */
export function formatMoment(moment) {
  const seconds = new Date(Number(moment / SECOND) * 1000).toISOString().slice(0, 19);
  const fraction = String(moment % SECOND).padStart(9, '0').replace(/0+$/, '');
  return fraction === '' ? `${seconds}Z` : `${seconds}.${fraction}Z`;
}

/** dayInVietnam returns the date, UTC+7. @param {bigint} moment */
export const dayInVietnam = (moment) => new Date(Number(moment / MILLISECOND) + VIETNAM).toISOString().slice(0, 10);
