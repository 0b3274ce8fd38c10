// What other systems make, and people may hand in by mistake (§16): nothing is said of it.
import { decodeForgiving } from './undo.js';

/**
 * isOfAnotherSystem reports whether a text is a JWT, with or without disclosures, that nothing connects with a
 * register.
 * @param {string} text
 */
export function isOfAnotherSystem(text) {
  const parts = text.split('~', 1)[0].split('.');
  if (parts.length !== 3) return false;
  const header = membersOf(parts[0]);
  const payload = membersOf(parts[1]);
  if (header === null || payload === null || Object.keys(payload).length === 0) return false;
  const { kid, typ } = header;
  const isOurs = Object.hasOwn(payload, 'qr') || begins(payload.type, 'sogoc/') || begins(typ, 'sogoc-') ||
    (begins(kid, 'did:web:') && String(kid).includes(':issuers:'));
  return !isOurs;
}

/**
 * isLinkedData reports whether a JSON text is meant as JSON-LD, which no file of a register is.
 * @param {string} text
 */
export const isLinkedData = (text) => text.includes('"@context"') && !text.includes('"sogoc/');

/** @param {unknown} value @param {string} beginning */
const begins = (value, beginning) => typeof value === 'string' && value.startsWith(beginning);

/**
 * membersOf returns the members of the JSON object that one part of a JWT holds, read as leniently as other software
 * reads it, or null.
 * @param {string} part
 * @returns {Record<string, unknown> | null}
 */
export function membersOf(part) {
  try {
    const members = JSON.parse(decodeForgiving(part) ?? '');
    return members !== null && typeof members === 'object' && !Array.isArray(members) ? members : null;
  } catch {
    return null;
  }
}
