// QR tokens: COSE and CBOR.
import { createHash } from 'node:crypto';
import { COSEKey, Sign1 } from '@auth0/cose';
import { decode } from 'cbor2';
import { demand, jwtOf, keyOf } from './parts.js';

// tokenOf returns the bytes that a link's digits stand for, without the first, 01.
function tokenOf(link) {
  const hex = BigInt(link.split('#')[1]).toString(16).padStart(2, '0');
  const bytes = Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
  demand(bytes[0] === 1, 'the first byte');
  return bytes.subarray(1);
}

// withOtherByte changes one byte of the token's payload: a letter of the name.
function withOtherByte({ link, name }) {
  const token = Buffer.from(tokenOf(link));
  const at = token.indexOf(Buffer.from(name, 'utf8'));
  demand(at > 0, 'the name in the token');
  token[at] ^= 1;
  return `${link.split('#')[0]}#${BigInt(`0x01${token.toString('hex')}`)}`;
}

// verify verifies a token with the key of the issuer's DID document and returns the
// payload's bytes.
async function verify({ link, sdJwt }) {
  const jwk = await keyOf(jwtOf(sdJwt));
  const message = Sign1.decode(tokenOf(link));
  await message.verify(await (await COSEKey.fromJWK(jwk)).toKeyLike());
  return message.payload;
}

export const checks = {
  coseToken: {
    async read({ diploma }) {
      const payload = decode(await verify(diploma));
      const hash = createHash('sha256').update(jwtOf(diploma.sdJwt), 'ascii').digest();
      demand(hash.equals(Buffer.from(payload.get(1))), "the JWT's hash");
      demand(payload.get(2).get(8) === diploma.name, 'the name');
    },
    other: (input) => ({ ...input, diploma: { ...input.diploma, link: withOtherByte(input.diploma) } }),
  },
  // Refused: the library knows no ES256K. The same reader takes ES256.
  coseES256K: {
    read: async ({ schoolDiploma }) => void (await verify(schoolDiploma)),
    other: (input) => ({ ...input, schoolDiploma: input.diploma }),
  },
};
