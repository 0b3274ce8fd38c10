// Runs the checks that are written in JavaScript: node run.js INPUT.json
// It prints one JSON value a line: what each check said of what this project made,
// and of the same with one byte changed (or, for what is refused by design, of its
// counterpart that the same software takes).
import { readFile } from 'node:fs/promises';
import { checks as cose } from './cose.js';
import { checks as credentials } from './credentials.js';
import { checks as dids } from './dids.js';
import { checks as pictures } from './pictures.js';
import { checks as sdjwts } from './sdjwts.js';
import { checks as statusLists } from './statuslists.js';

const all = { ...sdjwts, ...dids, ...statusLists, ...cose, ...credentials, ...pictures };

// limit bounds one reading, of which some wait for the network.
const limit = 60_000;

// attempt returns what a reading says, or why it refuses.
async function attempt(read, input) {
  let timer;
  const tooLate = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${limit / 1000} s`)), limit);
  });
  try {
    return { accepted: true, said: await Promise.race([read(input), tooLate]) };
  } catch (error) {
    const details = error?.details ? ` ${JSON.stringify(error.details)}` : ''; // of jsonld
    return { accepted: false, said: `${error?.name ?? 'Error'}: ${error?.message ?? error}${details}` };
  } finally {
    clearTimeout(timer);
  }
}

const input = JSON.parse(await readFile(process.argv[2], 'utf8'));
for (const [name, { read, other, isAtHand }] of Object.entries(all)) {
  if (isAtHand && !isAtHand(input)) continue; // what it reads is carried by no package
  const genuine = await attempt(read, structuredClone(input));
  const against = await attempt(read, await other(structuredClone(input)));
  console.log(JSON.stringify({ name, genuine, against }));
}
process.exit(0); // a reader's open connections do not keep it
