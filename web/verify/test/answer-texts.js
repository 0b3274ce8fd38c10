// Answers texts without a ledger: it reads a JSON array of them, in base64, and writes an array of answers.
import fs from 'node:fs';
import { EvidenceNotReadError, verify } from '../index.js';

function answer(text) {
  try {
    const { grounds, ...answered } = verify({ presentation: Buffer.from(text, 'base64'), now: '2026-06-20T07:01:00Z' });
    return answered;
  } catch (error) {
    if (error instanceof EvidenceNotReadError) return { notRead: error.form };
    throw error;
  }
}

process.stdout.write(JSON.stringify(JSON.parse(fs.readFileSync(0, 'utf8')).map(answer)));
