// What mail, editors and copying put into a text, each undone by itself (§16).

/** Invisible characters: soft hyphen, zero width space and joiners, word joiner, byte order mark. */
const INVISIBLE = '\\u00ad\\u200b-\\u200d\\u2060\\ufeff';
const SPACE_OR_INVISIBLE = new RegExp(`[\\p{White_Space}${INVISIBLE}]`, 'gu');
const ONLY_INVISIBLE = new RegExp(`[${INVISIBLE}]`, 'gu');
const AROUND = '[ \\t\\r\\n\\v\\f\\u0085\\u00a0\\u200b\\u2028\\u2029\\u3000\\ufeff]';
const LEADING = new RegExp(`^${AROUND}+`);
const AROUND_CHARACTER = new RegExp(AROUND);

/**
 * decodeInput returns the text of a file: UTF-16 where a byte order mark says so, else UTF-8.
 * @param {string | Uint8Array} input
 */
export function decodeInput(input) {
  if (typeof input === 'string') return input;
  const isEven = input.length % 2 === 0;
  if (isEven && input[0] === 0xff && input[1] === 0xfe) return new TextDecoder('utf-16le').decode(input);
  if (isEven && input[0] === 0xfe && input[1] === 0xff) return new TextDecoder('utf-16be').decode(input);
  return decodeLoosely(input);
}

/** @param {Uint8Array} bytes */
const decodeLoosely = (bytes) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

/** trim takes away white space and invisible characters at both ends. @param {string} text */
export function trim(text) {
  let end = text.length;
  while (end > 0 && AROUND_CHARACTER.test(text[end - 1])) end -= 1;
  return text.slice(0, end).replace(LEADING, '');
}

/** makeDense undoes quoting and quoted-printable, and takes away all white space. @param {string} text */
export const makeDense = (text) => decodeQuotedPrintable(removeQuoting(text)).replace(SPACE_OR_INVISIBLE, '');

/** @param {string} text */
export const removeQuoting = (text) => text.replace(/^[ \t]*(?:>[ \t]*)+/gm, '');

/** RFC 2045 §6.7. @param {string} text */
export const decodeQuotedPrintable = (text) => text
  .replace(/=[ \t]*\r?\n/g, '')
  .replace(/(?:=[0-9A-F]{2})+/g, decodeEscapes);

/** One layer of percent-encoding; a sign that begins none stays. @param {string} text */
export const decodePercent = (text) => text.replace(/(?:%[0-9A-Fa-f]{2})+/g, decodeEscapes);

/** @param {string} escapes each a sign and two hexadecimal digits */
const decodeEscapes = (escapes) => decodeLoosely(
  Uint8Array.from(escapes.match(/[0-9A-Fa-f]{2}/g) ?? [], (byte) => parseInt(byte, 16)),
);

/** Full-width forms of ASCII become ASCII. @param {string} text */
export const narrow = (text) => text
  .replace(/[\uff01-\uff5e]/g, (character) => String.fromCharCode(character.charCodeAt(0) - 0xff01 + 0x21));

/** joinDigits takes away white space and invisible characters between digits. @param {string} text */
export function joinDigits(text) {
  const visible = text.replaceAll('\u00a0', ' ').replace(ONLY_INVISIBLE, '');
  return visible.replace(/([0-9#])[ \t\r\n\f]+(?=[0-9])/g, '$1');
}

// Proofpoint's URL Defense. Its second version writes % as - and / as _. Its third one writes characters that
// could be
// misread as *, or * and * and a sign for their number, and says behind the address in base64url which they were.
const URL_DEFENSE_2 = /urldefense\.proofpoint\.com\/v2\/url\?(?:[^\s"'<>]*&)?u=([^&\s"'<>]+)/g;
const URL_DEFENSE_3 = /urldefense\.(?:com|us|proofpoint\.com)\/v3\/__(\S+?)__;([0-9A-Za-z_=-]*)!/g;
const MASKED = /\*(?:\*.)?/g;
const RUN_LENGTHS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'; // A is two

/** unwrapLinks puts links in the place of the addresses that URL Defense made of them. @param {string} text */
export const unwrapLinks = (text) => text
  .replace(URL_DEFENSE_2, (_, wrapped) => ` ${decodePercent(wrapped.replaceAll('-', '%').replaceAll('_', '/'))} `)
  .replace(URL_DEFENSE_3, (address, wrapped, encoded) => {
    const masked = decodeForgiving(encoded);
    return masked === null ? address : ` ${unmask(wrapped, masked)} `;
  });

/** @param {string} wrapped @param {string} masked */
function unmask(wrapped, masked) {
  let at = 0;
  const link = wrapped.replace(MASKED, (mark) => {
    const length = mark.length === 1 ? 1 : RUN_LENGTHS.indexOf(mark[2]) + 2;
    at += length;
    return masked.slice(at - length, at);
  });
  return link.replace(/^([^:]+):\/(?!\/)/, '$1://');
}

/**
 * decodeForgiving decodes base64url as decoders do that are not strict, to a string with a character for each byte.
 * @param {string} text
 * @returns {string | null} null where it is none
 */
export function decodeForgiving(text) {
  if (!/^[0-9A-Za-z_-]*=*$/.test(text)) return null;
  try {
    return atob(text.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, ''));
  } catch {
    return null;
  }
}
