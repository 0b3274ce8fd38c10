// Status lists, from the addresses that credentials name.
import { checkStatus } from '@digitalbazaar/vc-bitstring-status-list';
import { getListFromStatusListJWT } from '@sd-jwt/jwt-status-list';
import { compactVerify, createLocalJWKSet } from 'jose';
import { decoded, demand, jwtOf, withOtherSignature } from './parts.js';

async function fetched(address, media) {
  const response = await fetch(address, { headers: { Accept: media } });
  demand(response.ok, `${response.status} at ${address}`);
  demand(response.headers.get('Content-Type') === media, `${response.headers.get('Content-Type')} at ${address}`);
  return response.text();
}

// verified returns the payload of a list that the service's key of the JWK Set has signed.
async function verified(jwt, origin, typ) {
  const keys = JSON.parse(await fetched(`${origin}/.well-known/jwks.json`, 'application/jwk-set+json'));
  const { protectedHeader, payload } = await compactVerify(jwt, createLocalJWKSet(keys));
  demand(protectedHeader.typ === typ, `the type ${protectedHeader.typ}`);
  return JSON.parse(new TextDecoder().decode(payload));
}

// bitstrings answers whether a credential is revoked and whether it is suspended.
// change may alter a list on its way.
async function bitstrings(origin, sdJwt, { change = (jwt) => jwt, verifyMatchingIssuers = false } = {}) {
  const credential = decoded(jwtOf(sdJwt)).payload;
  const { verified: whole, error, results } = await checkStatus({
    credential,
    documentLoader: async (address) => {
      const jwt = change(await fetched(address, 'application/vc+jwt'));
      return { document: await verified(jwt, origin, 'vc+jwt') };
    },
    verifyBitstringStatusListCredential: false, // it knows no JWT: the loader has verified
    verifyMatchingIssuers,
  });
  if (!whole) throw error;
  return Object.fromEntries(results.map((one) => [one.credentialStatus.statusPurpose, one.status]));
}

async function tokenStatus(origin, sdJwt, change = (jwt) => jwt) {
  const [{ statusListCredential, statusListIndex }] = decoded(jwtOf(sdJwt)).payload.credentialStatus;
  const address = statusListCredential.slice(0, statusListCredential.lastIndexOf('/'));
  const jwt = change(await fetched(address, 'application/statuslist+jwt'));
  demand((await verified(jwt, origin, 'statuslist+jwt')).sub === address, 'the subject');
  return getListFromStatusListJWT(jwt).getStatus(Number(statusListIndex));
}

// sameList demands that a revoked credential and one in force were read of the same list.
function sameList(revoked, inForce) {
  const list = (sdJwt) => decoded(jwtOf(sdJwt)).payload.credentialStatus[0].statusListCredential;
  demand(list(revoked) === list(inForce), 'one list for both');
}

const inForce = JSON.stringify({ revocation: false, suspension: false });
const revoked = JSON.stringify({ revocation: true, suspension: false });

export const checks = {
  joseBitstring: {
    async read({ origin, diploma, signature = (jwt) => jwt }) {
      for (const { statusListCredential } of decoded(jwtOf(diploma.sdJwt)).payload.credentialStatus) {
        await verified(signature(await fetched(statusListCredential, 'application/vc+jwt')), origin, 'vc+jwt');
      }
    },
    other: (input) => ({ ...input, signature: withOtherSignature }),
  },
  joseTokenList: {
    read: async ({ origin, diploma, signature }) => void (await tokenStatus(origin, diploma.sdJwt, signature)),
    other: (input) => ({ ...input, signature: withOtherSignature }),
  },
  bitstringRevoked: {
    async read({ origin, diploma, revokedDiploma }) {
      sameList(revokedDiploma.sdJwt, diploma.sdJwt);
      demand(JSON.stringify(await bitstrings(origin, diploma.sdJwt)) === inForce, 'in force');
      demand(JSON.stringify(await bitstrings(origin, revokedDiploma.sdJwt)) === revoked, 'revoked');
    },
    // The list says of another index that it is not revoked.
    other: (input) => ({ ...input, revokedDiploma: input.diploma }),
  },
  // Refused: it demands by default that the issuer of a credential signs its lists.
  bitstringIssuer: {
    read: async ({ origin, diploma, verifyMatchingIssuers = true }) =>
      void (await bitstrings(origin, diploma.sdJwt, { verifyMatchingIssuers })),
    other: (input) => ({ ...input, verifyMatchingIssuers: false }),
  },
  tokenListRevoked: {
    async read({ origin, diploma, revokedDiploma }) {
      demand((await tokenStatus(origin, diploma.sdJwt)) === 0, 'in force: 0');
      demand((await tokenStatus(origin, revokedDiploma.sdJwt)) === 1, 'revoked: 1');
    },
    other: (input) => ({ ...input, revokedDiploma: input.diploma }),
  },
};
