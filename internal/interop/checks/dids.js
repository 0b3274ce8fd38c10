// DIDs of the method web, resolved over TLS.
import { decoded, demand, jwtOf, replaceOnce, resolver } from './parts.js';

async function resolved(did) {
  const { didDocument, didResolutionMetadata } = await resolver.resolve(did);
  demand(!didResolutionMetadata.error, `${didResolutionMetadata.error} ${didResolutionMetadata.message ?? ''}`);
  demand(didDocument.id === did, 'the id');
  demand(didDocument.verificationMethod.length > 0, 'its keys');
  return didDocument;
}

// withOtherLetter changes the last letter: another DID, of nobody.
const withOtherLetter = (did) => did.slice(0, -1) + String.fromCharCode(did.charCodeAt(did.length - 1) ^ 1);

export const checks = {
  didIssuer: {
    async read({ diploma, did = decoded(jwtOf(diploma.sdJwt)).payload.issuer.id }) {
      const { assertionMethod } = await resolved(did);
      demand(assertionMethod.includes(decoded(jwtOf(diploma.sdJwt)).header.kid), 'the key that signed');
    },
    other: (input) => ({ ...input, did: withOtherLetter(decoded(jwtOf(input.diploma.sdJwt)).payload.issuer.id) }),
  },
  didService: {
    read: async ({ serviceDID }) => void (await resolved(serviceDID)),
    // The same service under a name that its certificate does not bear.
    other: (input) => ({ ...input, serviceDID: replaceOnce(input.serviceDID, 'localhost', '127.0.0.1') }),
  },
};
