// What the module exports. What each name is for stands in README.md, its types in index.d.ts.
export { EvidenceNotReadError } from './src/carried.js';
export { answerWith, check, formOf, lookUp, readingOf, referenceOf, ServiceError } from './src/lookup.js';
export { answerOffline, keepableOf, readReceipt, sayOffline } from './src/offline.js';
export { Reading } from './src/reading.js';
export { factsOf, say, sayHead, sayKind, sayOutcome, sayReading, sayStep, visible } from './src/say.js';
export { formatMomentIn } from './src/say-time.js';
export { verify } from './src/verify.js';
