// The module's door. What each name is for stands in README.md, its types in index.d.ts.
export { EvidenceNotReadError } from './src/carried.js';
export { Reading } from './src/reading.js';
export { verify } from './src/verify.js';
