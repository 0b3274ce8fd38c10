// Answers the test vectors of a folder, as one JSON object by the vector's name, and for one of the matrix by its
// name and the kind of reading. The Go test beside this folder compares them with what the vectors want.
//
//	node test/answer-vectors.js ../../verifier/testdata/vectors
import fs from 'node:fs';
import path from 'node:path';
import { EvidenceNotReadError, Reading, verify } from '../index.js';

const root = process.argv[2];
const readJSON = (name) => JSON.parse(fs.readFileSync(path.join(root, name), 'utf8'));

const readings = new Map();
function readingOf(ledger, kind) {
  if (ledger === undefined) return null;
  const name = `${ledger} ${kind}`;
  if (!readings.has(name)) readings.set(name, new Reading(readJSON(`ledgers/${ledger}.json`), kind));
  return readings.get(name);
}

// The bytes of a text in JSON are those of its UTF-8, which is how files come.
function answer(vector, { ledger, reading }) {
  const { presentation, trust, hosts, now, at } = vector;
  try {
    const { content, grounds, ...answered } = verify({
      presentation: new TextEncoder().encode(presentation), reading: readingOf(ledger, reading), trust, hosts, now, at,
    });
    return answered;
  } catch (error) {
    if (error instanceof EvidenceNotReadError) return { notRead: error.form };
    throw error;
  }
}

const answers = {};
for (const file of fs.readdirSync(root, { recursive: true })) {
  const name = file.replace(/\.json$/, '').split(path.sep).join('/');
  if (name === file || name.startsWith('ledgers/')) continue;
  const vector = readJSON(file);
  if (!vector.rows) {
    answers[name] = answer(vector, vector);
    continue;
  }
  for (const row of vector.rows) answers[`${name}/${row.reading}`] = answer(vector, row);
}
process.stdout.write(JSON.stringify(answers));
