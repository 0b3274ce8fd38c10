// SD-JWTs, by the Open Wallet Foundation's library and by jose.
import { createHash, webcrypto } from 'node:crypto';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { SDJwtInstance } from '@sd-jwt/core';
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc';
import { compactVerify, importJWK } from 'jose';
import { decoded, demand, jwtOf, keyOf, withOtherByte, withOtherSignature } from './parts.js';

const hasher = (data, algorithm) => createHash(algorithm.replace('-', '')).update(data).digest();

// p256 verifies ES256 with the key of the issuer's DID document.
async function p256(compact) {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const key = await webcrypto.subtle.importKey('jwk', await keyOf(jwtOf(compact)), algorithm, false, ['verify']);
  return (data, signature) =>
    webcrypto.subtle.verify(algorithm, key, Buffer.from(signature, 'base64url'), Buffer.from(data));
}

// k256 verifies ES256K.
async function k256(compact) {
  const { x, y } = await keyOf(jwtOf(compact));
  const key = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  return (data, signature) => secp256k1.verify(Buffer.from(signature, 'base64url'), Buffer.from(data), key);
}

// readWith returns the claims of a verified SD-JWT, to which each disclosure has
// contributed.
async function readWith(Instance, verifierOf, compact, options) {
  const instance = new Instance({ hasher, hashAlg: 'sha-256', verifier: await verifierOf(compact) });
  const { payload } = await instance.verify(compact, options);
  const { disclosures } = await instance.decode(compact);
  const keys = await instance.presentableKeys(compact);
  demand(keys.length === disclosures.length, `${keys.length} of ${disclosures.length} disclosures belong to it`);
  return payload;
}

// nameIn returns the name among a subject's identity objects.
const nameIn = (claims) => claims.credentialSubject.identifier.find((one) => one.identityType === 'name').identityHash;

// withOtherDisclosure changes one letter of the last disclosure's salt.
function withOtherDisclosure(compact) {
  const parts = compact.split('~');
  parts[parts.length - 2] = withOtherByte(parts[parts.length - 2], '["salt'.length);
  return parts.join('~');
}

const diploma = (change) => (input) => ({ ...input, diploma: { ...input.diploma, sdJwt: change(input.diploma.sdJwt) } });

export const checks = {
  sdJwtDiploma: {
    async read({ diploma: { sdJwt, name } }) {
      const claims = await readWith(SDJwtInstance, p256, sdJwt);
      demand(nameIn(claims) === name, 'the name');
    },
    other: diploma(withOtherSignature),
  },
  sdJwtDisclosure: {
    async read({ diploma: { sdJwt, name } }) {
      const claims = await readWith(SDJwtInstance, p256, sdJwt);
      demand(nameIn(claims) === name, 'the name');
      demand(claims.credentialSubject.birthDate && claims.credentialSubject.result, 'birth date and result');
    },
    other: diploma(withOtherDisclosure),
  },
  sdJwtTranscript: {
    async read({ transcript: { sdJwt } }) {
      const { credentialSubject } = await readWith(SDJwtInstance, p256, sdJwt);
      const [award, ...courses] = credentialSubject.verifiableCredential;
      demand(award.credentialSubject.achievement, 'the award');
      demand(courses.length > 0 && courses.length === credentialSubject.association.length, 'its courses');
      demand(courses.every((course) => course.credentialSubject.achievement.name), "the courses' names");
    },
    other: (input) => ({
      ...input,
      transcript: { ...input.transcript, sdJwt: withOtherDisclosure(input.transcript.sdJwt) },
    }),
  },
  sdJwtVC: {
    async read({ diploma: { sdJwt, name } }) {
      demand(nameIn(await readWith(SDJwtVcInstance, p256, sdJwt)) === name, 'the name');
    },
    other: diploma(withOtherSignature),
  },
  // Refused: the format is W3C's, whose credentials have types and no vct. What the
  // library demands besides it takes.
  sdJwtVCOfIETF: {
    async read({ diploma: { sdJwt }, demanded = ['vct'] }) {
      await readWith(SDJwtVcInstance, p256, sdJwt, { requiredClaimKeys: demanded });
    },
    other: (input) => ({ ...input, demanded: ['type', 'issuer'] }),
  },
  sdJwtES256K: {
    async read({ schoolDiploma: { sdJwt, name } }) {
      demand(decoded(sdJwt).header.alg === 'ES256K', 'the algorithm');
      demand(nameIn(await readWith(SDJwtInstance, k256, sdJwt)) === name, 'the name');
    },
    other: (input) => ({
      ...input,
      schoolDiploma: { ...input.schoolDiploma, sdJwt: withOtherSignature(input.schoolDiploma.sdJwt) },
    }),
  },
  joseCredential: {
    read: async ({ diploma: { sdJwt } }) => verifiedByJose(sdJwt),
    other: diploma(withOtherSignature),
  },
  // Refused: jose 5 and later has no ES256K. The same reader takes ES256.
  joseES256K: {
    read: async ({ schoolDiploma: { sdJwt } }) => verifiedByJose(sdJwt),
    other: (input) => ({ ...input, schoolDiploma: input.diploma }),
  },
};

async function verifiedByJose(sdJwt) {
  const jwt = jwtOf(sdJwt);
  const { alg } = decoded(jwt).header;
  const { protectedHeader } = await compactVerify(jwt, await importJWK(await keyOf(jwt), alg));
  demand(protectedHeader.typ === 'vc+sd-jwt', 'the type');
}
