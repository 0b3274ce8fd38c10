// Moments and days in words, in Vietnamese time.
import { parseMoment } from './time.js';

/** @typedef {import('../index.js').Language} Language */

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October',
  'November', 'December'];
const VIETNAM = 7 * 60 * 60 * 1000; // milliseconds ahead of UTC

/** @param {string} moment RFC 3339 in UTC */
function partsOf(moment) {
  const milliseconds = Number(parseMoment(moment, 'moment') / 1_000_000n);
  const local = new Date(milliseconds + VIETNAM).toISOString();
  const [year, month, day] = local.slice(0, 10).split('-');
  return {
    time: local.slice(11, 19),
    vi: `${day}/${month}/${year}`,
    en: `${Number(day)} ${MONTHS[Number(month) - 1]} ${year}`,
  };
}

/** The day of a moment in Vietnam. @param {string} moment @param {Language} language */
export const formatDay = (moment, language) => partsOf(moment)[language];

/** A moment to the second, with the zone. @param {string} moment @param {Language} language */
export function formatMomentIn(moment, language) {
  const { time, vi, en } = partsOf(moment);
  return language === 'en' ? `${time}, ${en} (UTC+7)` : `${time} ngày ${vi} (giờ Việt Nam)`;
}

/** A moment where its day alone does not tell. @param {string} moment @param {Language} language */
export function formatDayAndTime(moment, language) {
  const { time, vi, en } = partsOf(moment);
  return language === 'en' ? `${en} at ${time} (UTC+7)` : `${vi} lúc ${time} (giờ Việt Nam)`;
}
