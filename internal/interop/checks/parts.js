// What the checks share: taking a credential apart, and changing one byte of it.
import { Resolver } from 'did-resolver';
import { getResolver } from 'web-did-resolver';

export const resolver = new Resolver(getResolver());

// demand throws where a reading does not hold.
export function demand(holds, what) {
  if (!holds) throw new Error(`it reads otherwise: ${what}`);
}

// decoded returns a JWT's header and payload, unchecked.
export function decoded(jwt) {
  const [header, payload] = jwt.split('.');
  const read = (part) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  return { header: read(header), payload: read(payload) };
}

// jwtOf returns an SD-JWT's first part.
export const jwtOf = (compact) => compact.split('~')[0];

// withOtherByte returns base64url whose byte at that place, counted from the end
// where negative, has one bit changed.
export function withOtherByte(text, at) {
  const bytes = Buffer.from(text, 'base64url');
  bytes[at < 0 ? bytes.length + at : at] ^= 1;
  return bytes.toString('base64url');
}

// withOtherSignature changes one byte of a JWT's, or an SD-JWT's, signature.
export function withOtherSignature(compact) {
  const [jwt, ...disclosures] = compact.split('~');
  const [header, payload, signature] = jwt.split('.');
  return [[header, payload, withOtherByte(signature, 10)].join('.'), ...disclosures].join('~');
}

// replaceOnce replaces the one place where a text stands.
export function replaceOnce(text, from, to) {
  demand(text.split(from).length === 2, `${JSON.stringify(from)} stands ${text.split(from).length - 1} times`);
  return text.replace(from, to);
}

// keyOf returns the JWK that the issuer's DID document, fetched over TLS, has for a
// JWT's kid as a key that signs credentials.
export async function keyOf(jwt) {
  const { kid } = decoded(jwt).header;
  const { didDocument, didResolutionMetadata } = await resolver.resolve(kid.split('#')[0]);
  demand(didDocument, JSON.stringify(didResolutionMetadata));
  demand(didDocument.assertionMethod.includes(kid), `${kid} is no assertion method`);
  return didDocument.verificationMethod.find(({ id }) => id === kid).publicKeyJwk;
}
