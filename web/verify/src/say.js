// An answer in words, as the Go library's package words says it: in Vietnamese or in English.
import { formatDay, formatDayAndTime, formatMomentIn } from './say-time.js';
import { TABLE } from './words.js';

/** @typedef {import('../index.js').Answer} Answer */
/** @typedef {import('../index.js').Language} Language */
/** @typedef {import('../index.js').Said} Said */

/** @type {any} generated from the Go library, see web/verify/words_test.go */
const table = TABLE;

/** @param {Language} language */
const indexOf = (language) => (language === 'en' ? 1 : 0);

/** The text of a pair, "" for none. @param {string[] | undefined} pair @param {Language} language */
export const inLanguage = (pair, language) => pair?.[indexOf(language)] ?? '';

/** fill puts values into a form with %s, or %[1]s. @param {string} form @param {...string} values */
export function fill(form, ...values) {
  let next = 0;
  return form.replace(/%(?:\[(\d)\])?s/g, (_, number) => {
    if (number === undefined) next += 1;
    return values[(number === undefined ? next : Number(number)) - 1] ?? '';
  });
}

/**
 * say says an answer.
 * @param {Answer} answer
 * @param {Language} language
 * @returns {Said}
 */
export function say(answer, language) {
  const writeDay = dayWriterOf(answer);
  const said = headline(answer, language, writeDay);
  const whole = { ...said, notes: notesOf(answer, said.word, language) };
  if (!answer.today) return whole;
  const { result, detail = '' } = answer.today;
  const change = answer.grounds.todaysChange;
  return { ...whole, today: headline({ result, detail, change, isOfToday: true }, language, writeDay) };
}

/** @typedef {(moment: string, language: Language) => string} DayWriter */

/**
 * Days are written with the time where the moment that was asked about is on one day with what is said beside it.
 * @param {Answer} answer
 * @returns {DayWriter}
 */
function dayWriterOf({ today, grounds: { at, todaysChange } }) {
  if (!at || !today) return formatDay;
  const others = [today.asOf, todaysChange?.since].filter((moment) => moment !== undefined);
  const isOnTheDay = others.some((moment) => formatDay(/** @type {string} */ (moment), 'vi') === formatDay(at, 'vi'));
  return isOnTheDay ? formatDayAndTime : formatDay;
}

/**
 * What a headline says.
 * @typedef {object} Told
 * @property {string} result
 * @property {string} detail
 * @property {import('../index.js').Change} [change]
 * @property {import('../index.js').Known} [lastKnown]
 * @property {string} [asOf]
 * @property {import('../index.js').Grounds} [grounds]
 * @property {boolean} [isOfToday]
 */

/** @param {Told} answer @param {Language} language @param {DayWriter} writeDay @returns {Said} */
function headline(answer, language, writeDay) {
  const { result, detail, lastKnown, asOf } = answer;
  const at = answer.grounds?.at;
  if (lastKnown) return sayLastKnown(answer, lastKnown, language);
  const words = table.results[result];
  const own = table.details[detail] ?? {};
  const forms = table.forms;
  const say = (/** @type {string[]} */ pair, /** @type {string[]} */ ...values) => (
    fill(inLanguage(pair, language), ...values));
  let shape = own.shape ?? words.shape;
  let word = inLanguage(own.word, language) || inLanguage(words.word, language);
  let sentence = sayChange(answer, language, writeDay) || inLanguage(own.sentence, language) ||
    inLanguage(words.sentence, language);
  const isRejected = words.meaning === 'rejected';
  if (isRejected && at && needsLedger(result)) {
    word = say(forms.rejectedWord, word, writeDay(at, language));
    sentence = say(forms.onDay, writeDay(at, language)) + sentence;
  } else if (isRejected && !at && asOf && MAY_PASS.includes(result)) {
    sentence = say(forms.atMoment, formatMomentIn(asOf, language)) + sentence;
  } else if (result === 'valid' && (at || asOf)) {
    shape = 'clock';
    word = at ? say(forms.validOn, writeDay(at, language)) : say(forms.validThen);
    sentence = say(forms.validAsOf, formatMomentIn(/** @type {string} */ (at ?? asOf), language));
  }
  return { shape, word, sentence };
}

/** Results that may be others at a later moment. */
const MAY_PASS = ['suspended', 'expired', 'not_anchored', 'untrusted_issuer'];

/** Whether a result is about a moment: what was tampered with is so at every moment. @param {string} result */
const needsLedger = (result) => result !== 'tampered' && result !== 'malformed';

/** @param {Told} answer */
const changeOf = ({ grounds, change, isOfToday }) => (isOfToday ? change : grounds?.change);

/** What changed the status, "" where that is not known or is not what decided. @param {Told} answer
 * @param {Language} language @param {DayWriter} writeDay */
function sayChange(answer, language, writeDay) {
  const forms = table.changes[answer.result];
  const change = changeOf(answer);
  const author = inLanguage(table.authors[change?.by ?? ''], language);
  if (!forms || !change || author === '') return '';
  const reported = table.reported[answer.detail];
  const day = change.since === undefined ? '' : writeDay(change.since, language);
  if (reported && day !== '') {
    return fill(inLanguage(table.report.dated, language), author, day, inLanguage(reported, language));
  }
  if (reported) return '';
  return fill(inLanguage(day === '' ? forms.undated : forms.dated, language), author, day);
}

/** What was so at another moment. @param {Told} answer @param {import('../index.js').Known} known
 * @param {Language} language */
export function stateBefore(answer, { result, detail = '' }, language) {
  let forms = table.changes[result];
  const change = changeOf(answer);
  const author = inLanguage(table.authors[change?.by ?? ''], language);
  if (!forms || !change || author === '') return inLanguage(table.results[result]?.before, language);
  const reported = table.reported[detail];
  if (reported) forms = table.report;
  const form = change.since === undefined ? forms.beforeUndated : forms.before;
  const day = change.since === undefined ? '' : formatDay(change.since, language);
  return fill(inLanguage(form, language), author, day, inLanguage(reported, language));
}

/** @param {Told} answer @param {import('../index.js').Known} known @param {Language} language @returns {Said} */
function sayLastKnown(answer, known, language) {
  const { forms } = table;
  const at = answer.grounds?.at;
  const form = inLanguage(forms.lastRead, language) + inLanguage(at ? forms.openThen : forms.openNow, language);
  return {
    shape: 'hourglass',
    word: inLanguage(at ? forms.noConclusion : forms.noConclusionNow, language),
    sentence: fill(form, formatMomentIn(known.asOf, language), stateBefore(answer, known, language)),
  };
}

/** @param {Answer} answer @param {string} word its own @param {Language} language */
function notesOf(answer, word, language) {
  const { result, lastKnown, asOf, today, grounds: { at, knownAsOf, reading } } = answer;
  const { forms } = table;
  /** @type {string[]} */
  const notes = [];
  const add = (/** @type {string[]} */ form, /** @type {string[]} */ ...values) => (
    notes.push(fill(inLanguage(form, language), ...values)));
  const moment = (/** @type {string} */ one) => formatMomentIn(one, language);
  const cause = causeOf(answer, language);
  if (cause !== '' && needsLedger(result)) notes.push(cause);
  if (reading.since) add(forms.standsStill, moment(reading.since));
  const about = today ? `“${word}”` : inLanguage(forms.thisAnswer, language);
  if (!needsLedger(result)) return notes;
  if (at && knownAsOf) add(forms.aboutKnown, about, moment(at), moment(knownAsOf));
  else if (at) add(forms.about, about, moment(at));
  else if (asOf && !lastKnown && table.results[result].meaning !== 'undecided') add(forms.laterUnknown, moment(asOf));
  return notes;
}

/** @param {Answer} answer @param {Language} language */
function causeOf({ cause = '', grounds: { reading } }, language) {
  const { forms, causes } = table;
  if (cause !== 'unconfirmed') return inLanguage(causes[cause], language);
  if (reading.restarted) return inLanguage(forms.restarted, language);
  if (reading.ahead) return inLanguage(forms.ahead, language);
  return inLanguage(reading.since ? forms.stoodStillLong : causes.unconfirmed, language);
}

/** The word of a reason code. @param {string} result @param {Language} language */
export const sayWord = (result, language) => inLanguage(table.results[result].word, language);

/** @param {number} step 1 to 9 @param {Language} language */
export const sayStep = (step, language) => inLanguage(table.steps[step - 1], language);

/** @param {string} outcome @param {Language} language */
export const sayOutcome = (outcome, language) => inLanguage(table.outcomes[outcome], language);

/** @param {any} kind */
export const isReadingKind = (kind) => Object.hasOwn(table.readings, kind);

/** @param {any} code */
export const isResult = (code) => Object.hasOwn(table.results, code);

/** @param {string} kind @param {Language} language */
export const sayReading = (kind, language) => inLanguage(table.readings[kind], language);

/**
 * How far the ledger was read.
 * @param {{height: number, time?: string}} head
 * @param {Language} language
 */
export function sayHead({ height, time }, language) {
  const { blocks, ledgerTime } = table.forms;
  const read = fill(inLanguage(blocks, language), String(height));
  return time === undefined ? read : read + fill(inLanguage(ledgerTime, language), formatMomentIn(time, language));
}

/** @param {string} kind of the credential, with or without a field of study @param {Language} language */
export const sayKind = (kind, language) => inLanguage(table.kinds[kind.split('/')[0]], language);

// What would steer a screen or hide in it: Cc, Bidi_Control, Cf, Zl, Zp, Other_Default_Ignorable_Code_Point, U+FFFD.
const STEERS = new RegExp('[\\p{Cc}\\p{Bidi_Control}\\p{Cf}\\p{Zl}\\p{Zp}\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u2065' +
  '\\u3164\\uffa0\\ufff0-\\ufff8\\ufffd\\u{e0000}-\\u{e001f}\\u{e0080}-\\u{e00ff}\\u{e01f0}-\\u{e0fff}]', 'gu');

/** visible writes what would steer a screen as a mark that is seen: ⟨U+202E⟩. @param {string} text */
export const visible = (text) => text.replace(STEERS, (character) => (
  `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`));

/**
 * factsOf returns what a credential says as rows to be shown, in the order of the paper.
 * @param {import('../index.js').Content} content
 * @param {Language} language
 * @returns {{name: string, label: string, value: string, isPrinted: boolean}[]}
 */
export function factsOf(content, language) {
  const values = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (content));
  return table.factOrder.filter((/** @type {string} */ name) => typeof values[name] === 'string' && values[name] !== '')
    .map((/** @type {string} */ name) => {
      const isPrinted = table.printed.includes(name);
      const value = String(values[name]);
      return {
        name,
        label: inLanguage(table.facts[name], language),
        value: visible(isPrinted ? value : sayDate(value, language)),
        isPrinted,
      };
    });
}

/** A date, or a year and a month, as it is written in the language; anything else as it is.
 * @param {string} text @param {Language} language */
function sayDate(text, language) {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return formatDay(`${text}T00:00:00Z`, language);
  if (!/^\d{4}-\d{2}$/.test(text)) return text;
  const whole = formatDay(`${text}-01T00:00:00Z`, language);
  return language === 'en' ? whole.replace(/^1 /, '') : whole.slice(3);
}
