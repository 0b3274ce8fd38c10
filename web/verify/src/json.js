// JSON: strict, as an SD-JWT is read (§1), and any JSON without repeated members, as §16 brings it to its
// canonical form.
import { malformed } from './refusal.js';
import { isWellFormed } from './values.js';

/** A number of strict JSON: its digits are kept, since 2026 and 2026.0 are not the same there. */
export class JSONNumber {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
  }
}

/** What is no JSON. */
export class JSONError extends Error {
  /**
   * @param {string} why
   * @param {number} at
   * @param {boolean} endsEarly whether all is right as far as the text goes
   */
  constructor(why, at, endsEarly) {
    super(`JSON at ${at}: ${why}`);
    this.endsEarly = endsEarly;
  }
}

/** @type {WeakMap<unknown[], string[]>} */
const sources = new WeakMap();

/**
 * sourcesOf returns the text of each element of an array, as it stood.
 * @param {unknown[]} array one that parseStrict returned
 */
export const sourcesOf = (array) => sources.get(array) ?? [];

const STRICT = { number: /(?:0|[1-9][0-9]{0,9})(?:\.[0-9]{1,4})?/y, depth: 32 };
const ANY = { number: /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y, depth: 256 };

/** @type {[string, boolean | null][]} */
const WORDS = [['true', true], ['false', false], ['null', null]];

class Parser {
  /** @param {string} text @param {boolean} strict */
  constructor(text, strict) {
    this.text = text;
    this.strict = strict;
    this.rules = strict ? STRICT : ANY;
    this.at = 0;
  }

  /** @param {string} why @returns {never} */
  fail(why) {
    throw new JSONError(why, this.at, this.at >= this.text.length);
  }

  skipSpace() {
    while (this.at < this.text.length && ' \t\n\r'.includes(this.text[this.at])) this.at += 1;
  }

  /** @param {string} character */
  take(character) {
    if (this.text[this.at] !== character) this.fail(`${character} is expected`);
    this.at += 1;
  }

  whole() {
    const value = this.value(1);
    this.skipSpace();
    if (this.at !== this.text.length) this.fail('something follows the value');
    return value;
  }

  /** @param {number} depth @returns {unknown} */
  value(depth) {
    if (depth > this.rules.depth) this.fail('nested too deeply');
    this.skipSpace();
    switch (this.text[this.at]) {
      case '"':
        return this.string();
      case '{':
        return this.object(depth);
      case '[':
        return this.array(depth);
      default:
        return this.wordOrNumber();
    }
  }

  string() {
    const from = this.at;
    this.take('"');
    while (this.text[this.at] !== '"') {
      if (this.at >= this.text.length) this.fail('a string has no end');
      if (this.text[this.at] === '\\') {
        this.at += 1;
        if (this.at < this.text.length && !'"\\/bfnrtu'.includes(this.text[this.at])) this.fail('an escape');
      }
      this.at += 1;
    }
    this.at += 1;
    return this.checkedString(this.text.slice(from, this.at));
  }

  /** @param {string} source */
  checkedString(source) {
    let string = '';
    try {
      string = JSON.parse(source);
    } catch {
      this.failWithin('a string');
    }
    if (!isWellFormed(string)) this.failWithin('a lone surrogate');
    if (this.strict && string !== string.normalize('NFC')) this.failWithin('a string is not NFC');
    if (this.strict && /\p{Cc}/u.test(string)) this.failWithin('a control character');
    return string;
  }

  /** @param {string} why @returns {never} */
  failWithin(why) {
    throw new JSONError(why, this.at, false);
  }

  /** @param {number} depth */
  object(depth) {
    /** @type {Map<string, unknown>} */
    const members = new Map();
    this.sequence('{', '}', () => {
      const name = this.string();
      if (members.has(name)) this.failWithin('a member stands twice');
      this.skipSpace();
      this.take(':');
      members.set(name, this.value(depth + 1));
    });
    return members;
  }

  /** @param {number} depth */
  array(depth) {
    /** @type {unknown[]} */
    const elements = [];
    /** @type {string[]} */
    const texts = [];
    this.sequence('[', ']', () => {
      const from = this.at;
      elements.push(this.value(depth + 1));
      texts.push(this.text.slice(from, this.at));
    });
    sources.set(elements, texts);
    return elements;
  }

  /** @param {string} opening @param {string} closing @param {() => void} readOne */
  sequence(opening, closing, readOne) {
    this.take(opening);
    this.skipSpace();
    if (this.text[this.at] === closing) {
      this.at += 1;
      return;
    }
    for (;;) {
      this.skipSpace();
      readOne();
      this.skipSpace();
      if (this.text[this.at] === closing) {
        this.at += 1;
        return;
      }
      this.take(',');
    }
  }

  wordOrNumber() {
    for (const [word, meaning] of WORDS) {
      if (this.text.startsWith(word, this.at)) {
        if (meaning === null && this.strict) this.fail('null');
        this.at += word.length;
        return meaning;
      }
      const rest = this.text.slice(this.at, this.at + word.length);
      if (rest !== '' && word.startsWith(rest)) throw new JSONError('the text ends', this.at, true);
    }
    return this.number();
  }

  number() {
    this.rules.number.lastIndex = this.at;
    const match = this.rules.number.exec(this.text);
    if (!match) this.fail('no value');
    this.at += match[0].length;
    return new JSONNumber(match[0]);
  }
}

/**
 * parseStrict reads strict JSON (§1): objects become Maps, numbers JSONNumbers.
 * @param {string} text
 * @throws {import('./refusal.js').Refusal} malformed
 */
export function parseStrict(text) {
  try {
    return new Parser(text, true).whole();
  } catch (error) {
    if (error instanceof JSONError) throw malformed(error.message);
    throw error;
  }
}

/**
 * canonicalize returns the canonical form (RFC 8785) of a JSON text.
 * @param {string} text
 * @throws {JSONError} for what is no JSON or repeats a member
 */
export function canonicalize(text) {
  new Parser(text, false).whole();
  return encodeCanonical(JSON.parse(text));
}

/**
 * endsEarly reports whether a JSON text is right as far as it goes, and ends before its value does.
 * @param {string} text
 */
export function endsEarly(text) {
  try {
    new Parser(text, false).value(1);
    return false;
  } catch (error) {
    if (error instanceof JSONError) return error.endsEarly;
    throw error;
  }
}

/** encodeCanonical writes RFC 8785. @param {unknown} value @returns {string} */
export function encodeCanonical(value) {
  if (Array.isArray(value)) return `[${value.map(encodeCanonical).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const members = /** @type {Record<string, unknown>} */ (value);
    const names = Object.keys(members).sort();
    return `{${names.map((name) => `${JSON.stringify(name)}:${encodeCanonical(members[name])}`).join(',')}}`;
  }
  return JSON.stringify(value);
}
