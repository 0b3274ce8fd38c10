// What a value of strict JSON must be. A rule is a function that takes the value and its place, returns what is
// read, and throws a malformed Refusal. Absent and empty are the same for what may be absent (§1): a rule is told
// that the value is empty, and still demands its type.
import { JSONNumber } from './json.js';
import { demand } from './refusal.js';
import { isText } from './values.js';

/** @typedef {(value: any, place: string, empty?: boolean) => any} Rule */
/** @typedef {Record<string, Rule | [Rule]>} Members each a rule, or [rule] where the member may be absent */

/** @param {unknown} value */
const isEmpty = (value) => value === undefined || value === '' || value === false ||
  (Array.isArray(value) && value.length === 0) || (value instanceof Map && value.size === 0);

/**
 * readObject reads an object that has these members and no others. Members that are absent or empty are left out.
 * @param {unknown} value
 * @param {Members} members
 * @param {string} place
 * @returns {Record<string, any>}
 */
export function readObject(value, members, place) {
  if (!(value instanceof Map)) {
    demand(false, `${place} is no object`);
    return {};
  }
  for (const name of value.keys()) demand(Object.hasOwn(members, name), `${place} has a member that is not known`);
  /** @type {Record<string, any>} */
  const read = {};
  for (const [name, entry] of Object.entries(members)) {
    const member = value.get(name);
    const rule = Array.isArray(entry) ? entry[0] : entry;
    if (!isEmpty(member)) {
      read[name] = rule(member, `${place}.${name}`, false);
      continue;
    }
    demand(Array.isArray(entry), `${place}.${name} is missing`);
    if (member !== undefined) rule(member, `${place}.${name}`, true);
  }
  return read;
}

/** @param {Members} members @returns {Rule} */
export const objectOf = (members) => (value, place) => readObject(value, members, place);

/** A text of at most so many code points. @param {number} most @returns {Rule} */
export const text = (most) => matching((value) => isText(value, most));

/** A string of strict JSON. @type {Rule} */
export const string = (value, place) => {
  demand(typeof value === 'string', `${place} is no string`);
  return value;
};

/** @param {(value: string) => unknown} test @returns {Rule} */
export const matching = (test) => (value, place, empty) => {
  demand(typeof value === 'string' && (empty || test(value)), `${place} is not what it must be`);
  return value;
};

/** @param {string} wanted @returns {Rule} */
export const exactly = (wanted) => matching((value) => value === wanted);

/** An array of exactly these strings. @param {...string} wanted @returns {Rule} */
export const strings = (...wanted) => (value, place) => {
  const same = Array.isArray(value) && value.length === wanted.length &&
    value.every((element, i) => element === wanted[i]);
  demand(same, `${place} is not what it must be`);
  return value;
};

/** A decimal (§1) as a JSON number; its digits are returned. @type {Rule} */
export const decimalNumber = (value, place) => {
  demand(value instanceof JSONNumber && isDecimal(value.text), `${place} is no decimal`);
  return value.text;
};

/**
 * A whole number as JSON; its digits are returned, and "" for 0, which stands for an absent number (§1).
 * @param {number} least
 * @param {number} most
 * @returns {Rule}
 */
export const wholeNumber = (least, most) => (value, place) => {
  const text = value instanceof JSONNumber && /^\d+$/.test(value.text) ? value.text : '-';
  demand(text === '0' || (Number(text) >= least && Number(text) <= most), `${place} is no whole number, or out of its bounds`);
  return text === '0' ? '' : text;
};

/** @param {boolean} wanted @returns {Rule} */
export const boolean = (wanted) => (value, place) => {
  demand(value === wanted || value === false, `${place} is not what it must be`);
  return value;
};

/** @param {Rule} element @param {number} least @param {number} most @returns {Rule} */
export const arrayOf = (element, least = 0, most = Infinity) => (value, place, empty) => {
  demand(Array.isArray(value), `${place} is no array`);
  demand(empty || (value.length >= least && value.length <= most), `${place} has too many elements, or too few`);
  return value.map((/** @type {unknown} */ one, /** @type {number} */ i) => element(one, `${place}[${i}]`));
};

/** @param {string} value */
export const isDecimal = (value) => /^(0|[1-9][0-9]{0,3})(\.[0-9]{1,3})?$/.test(value);
