// Answers the test vectors of a folder by what a service tells of the ledger, with the words for each. The service has
// a ledger for each vector: the one of the vector with number N in the list is under ADDRESS/N. The list is a JSON
// array of { presentation, at }, in base64 and RFC 3339; the answers are written in its order.
//
//	node test/answer-lookups.js http://localhost:8080 < questions.json
import fs from 'node:fs';
import { check, EvidenceNotReadError, factsOf, say } from '../index.js';

const service = process.argv[2];

async function answer({ presentation, at }, number) {
  try {
    const answered = await check(Buffer.from(presentation, 'base64'), { service: `${service}/${number}`, at });
    const { content, grounds, ...answer } = answered;
    const inBoth = (tell) => ({ vi: tell('vi'), en: tell('en') });
    return {
      answer,
      said: inBoth((language) => say(answered, language)),
      courses: content?.courses,
      facts: content && inBoth((language) => factsOf(content, language).map(({ label, value }) => [label, value])),
      retryAfter: grounds.retryAfter,
      issuer: grounds.issuer,
    };
  } catch (error) {
    if (error instanceof EvidenceNotReadError) return { notRead: error.form };
    throw error;
  }
}

const answers = [];
for (const [number, question] of JSON.parse(fs.readFileSync(0, 'utf8')).entries()) {
  answers.push(await answer(question, number)); // eslint-disable-line no-await-in-loop -- one after the other
}
process.stdout.write(JSON.stringify(answers));
