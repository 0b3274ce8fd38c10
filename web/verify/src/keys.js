// Keys and signatures (§2).
import { p256 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { decodeBase64url, join } from './bytes.js';

/** @typedef {{crv: string, kty: string, x: string, y: string}} JWK */
/** @typedef {{algorithm: string, message: Uint8Array, signature: Uint8Array}} Signed what was signed, and how */

/** @type {Record<string, {curve: typeof secp256k1, algorithm: string}>} */
const CURVES = {
  secp256k1: { curve: secp256k1, algorithm: 'ES256K' },
  'P-256': { curve: p256, algorithm: 'ES256' },
};

/**
 * isSignedBy reports whether the algorithm is the key's and the signature verifies: R ‖ S with a low S, over SHA-256.
 * @param {JWK} key
 * @param {Signed} signed
 */
export function isSignedBy(key, { algorithm, message, signature }) {
  const x = decodeBase64url(key.x);
  const y = decodeBase64url(key.y);
  const entry = Object.hasOwn(CURVES, key.crv) ? CURVES[key.crv] : null;
  if (!entry || !x || !y || entry.algorithm !== algorithm || signature.length !== 64) return false;
  try {
    const point = join(Uint8Array.of(4), x, y);
    return entry.curve.verify(signature, message, point, { lowS: true, prehash: true, format: 'compact' });
  } catch {
    return false; // a number out of range, or a point that is not on the curve
  }
}
