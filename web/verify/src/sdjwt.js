// The SD-JWT (§3): its parts, its header, and all that it says.
import { decodeBase64url, decodeUTF8, encodeUTF8, sha256 } from './bytes.js';
import { readDisclosures } from './disclosures.js';
import { parseStrict } from './json.js';
import { readPayload } from './payload.js';
import { demand, malformed } from './refusal.js';
import { matching, exactly, readObject, string } from './shape.js';
import { isIssuerCode } from './values.js';

const MOST_DISCLOSURES = 416;
const HOST = /^[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?$/;

/**
 * @typedef {object} Header
 * @property {string} algorithm
 * @property {string} did
 * @property {string} host with its port, where it has one
 * @property {string} issuer the code
 * @property {string} thumbprint of the key
 */

/**
 * @typedef {object} SDJWT
 * @property {Header} header
 * @property {import('./payload.js').Payload} payload
 * @property {import('./disclosures.js').Disclosed} disclosed
 * @property {boolean} isComplete whether nothing is withheld
 * @property {Uint8Array} jwtHash
 * @property {import('./keys.js').Signed} signed
 */

/** @param {string} source @returns {SDJWT} */
export function readSDJWT(source) {
  const [jwt, ...disclosures] = source.split('~');
  demand(disclosures.pop() === '', 'no tilde at the end');
  demand(disclosures.length <= MOST_DISCLOSURES, 'too many disclosures');
  demand(!disclosures.includes(''), 'an empty disclosure');
  const parts = jwt.split('.');
  demand(parts.length === 3, 'the JWT has not three parts');
  const [header, payload, signature] = parts.map(decodePart);
  demand(signature.length === 64, 'the signature has another length');

  const readHead = readHeader(readJSON(header));
  const readBody = readPayload(readJSON(payload), readHead);
  return {
    header: readHead,
    payload: readBody,
    disclosed: readDisclosures(disclosures, readBody),
    isComplete: disclosures.length === readBody.hidden.size,
    jwtHash: sha256(encodeUTF8(jwt)),
    signed: { algorithm: readHead.algorithm, message: encodeUTF8(`${parts[0]}.${parts[1]}`), signature },
  };
}

/** @param {string} part */
function decodePart(part) {
  const bytes = decodeBase64url(part);
  if (bytes === null) throw malformed('a part of the JWT is not base64url');
  return bytes;
}

/** @param {Uint8Array} bytes */
function readJSON(bytes) {
  const text = decodeUTF8(bytes);
  if (text === null) throw malformed('a part of the JWT is not UTF-8');
  return parseStrict(text);
}

/** @param {unknown} value @returns {Header} */
function readHeader(value) {
  const { alg, kid } = readObject(value, {
    alg: matching((name) => name === 'ES256' || name === 'ES256K'),
    kid: string,
    typ: exactly('vc+sd-jwt'),
  }, 'the header');
  const match = /^(did:web:([^:#%]+)(?:%3A([1-9][0-9]{0,4}))?:issuers:([^:#]+))#([^#]+)$/.exec(kid);
  if (!match) throw malformed('the kid');
  const [, did, name, port, issuer, thumbprint] = match;
  demand(HOST.test(name) && isIssuerCode(issuer), 'the DID');
  demand(port === undefined || Number(port) <= 65535, 'the port of the DID');
  demand(thumbprint.length === 43 && decodeBase64url(thumbprint) !== null, 'the thumbprint');
  return { algorithm: alg, did, host: port === undefined ? name : `${name}:${port}`, issuer, thumbprint };
}
