// A QR code's link or digits within another text, such as a mail (§16, rule 5).
import { encodeUTF8 } from './bytes.js';
import { MOST_DIGITS, holdsReceipt, readAddress, readDigits } from './qr.js';
import { Refusal } from './refusal.js';
import {
  decodePercent, decodeQuotedPrintable, joinDigits, makeDense, narrow, removeQuoting, unwrapLinks,
} from './undo.js';

/** A number with fewer digits is no token: a signature alone has more. */
export const FEWEST_DIGITS = 200;

const MOST_BYTES = 64 << 10; // a mail, not a file
const LAYERS = 3;

/** Digits that stand alone or behind a link, and are no part of a word. */
const CODE = /(?:(https?:\/\/[0-9A-Za-z.:[\]-]+\/v#)|(?:^|[\t\n\f\r <("'[]))([0-9]+)(?:$|[^0-9A-Za-z])/g;

/**
 * findCode returns the one link or number in a text that holds a token or a receipt, and the text where there is none or more than
 * one.
 * @param {string} text
 */
export function findCode(text) {
  if (encodeUTF8(text).length > MOST_BYTES || isCode(text)) return text;
  /** @type {Map<string, string>} what was found first with these digits, "" where they hold no token */
  const found = new Map();
  for (const form of formsOf(text)) {
    for (const [, link = '', digits] of form.matchAll(CODE)) {
      if (digits.length < FEWEST_DIGITS || digits.length > MOST_DIGITS || found.has(digits)) continue;
      found.set(digits, isRead(readDigits, digits) || holdsReceipt(digits) ? link + digits : '');
    }
  }
  const codes = [...found.values()].filter((code) => code !== '');
  return codes.length === 1 ? codes[0] : text;
}

/** @param {string} text */
const isCode = (text) => (/^[0-9]+$/.test(text) ? isRead(readDigits, text) : isRead(readAddress, text));

/** @param {(text: string) => unknown} read @param {string} text */
function isRead(read, text) {
  try {
    read(text);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

/**
 * The text and what is left after up to three layers, each as it is, with its digits joined, and dense.
 * @param {string} text
 */
function formsOf(text) {
  /** @type {Set<string>} */
  const forms = new Set();
  let layer = [removeQuoting(narrow(text))];
  for (let n = 0; n <= LAYERS; n += 1) {
    /** @type {string[]} */
    const next = [];
    for (const one of layer) {
      for (const form of [one, joinDigits(one), makeDense(one)]) {
        if (forms.has(form)) continue;
        forms.add(form);
        next.push(decodePercent(form), decodeQuotedPrintable(form), unwrapLinks(form));
      }
    }
    layer = next;
  }
  return forms;
}
