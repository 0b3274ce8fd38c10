/** A credential's reason code; see "Results" in docs/credential-format.md, as for details and kinds of reading. */
export type ReasonCode =
  | 'valid'
  | 'revoked'
  | 'suspended'
  | 'superseded'
  | 'expired'
  | 'untrusted_issuer'
  | 'out_of_scope'
  | 'not_anchored'
  | 'tampered'
  | 'malformed'
  | 'indeterminate';

export type ReadingKind = 'fresh' | 'standing_still' | 'unconfirmed' | 'behind' | 'alarm' | 'starting';

/** One write of the ledger. */
export interface Write {
  block: number;
  /** Its place in the block. */
  index: number;
  /** Ledger time: RFC 3339 in UTC. */
  time: string;
  /** Object type and attributes: ["issuer", "DH-MAU"]. */
  key: string[];
  /** The record. */
  value: unknown;
  /** Of an anchor: base64url of its sorted digests. */
  digests?: string;
}

/** What the ledger is asked of a credential by a reader that reads it and its signature itself. */
export interface LookupQuestion {
  issuer: string;
  /** Thumbprint of the key that the credential names. */
  key: string;
  /** In hexadecimal. */
  digest: string;
  /** Of the status entry. */
  list: number;
  index: number;
}

/** What a verifier service answers to POST /api/v1/lookup; its OpenAPI document says what the members are. */
export interface LookupAnswer {
  checkedAt: string;
  reading: { kind: ReadingKind | 'none'; age?: string; since?: string; provenHeight?: number };
  restarted?: boolean;
  ahead?: boolean;
  ledger?: { height: number; hash: string; time?: string };
  accreditors: string[];
  hosts: string[];
  issuer: { issuer: unknown; position: unknown }[];
  keys: unknown[];
  anchors: unknown[];
  entry: { status: unknown; position: unknown }[];
}

/** What was read of the ledger. It is believed as it is given: this module checks no blocks. */
export class Reading {
  /**
   * @param kind what the reading is worth; absent: fresh while its newest time is within 15 minutes of the clock, then
   * unconfirmed.
   * @throws TypeError for data or a kind of another form
   */
  constructor(data: { head: { time?: string }; writes: Write[] }, kind?: ReadingKind);
}

export interface Question {
  /** What was handed in: a text, or the bytes of a text file. */
  presentation: string | Uint8Array;
  /** Absent or null: there is no ledger. */
  reading?: Reading | null;
  /** The accreditors that are believed, as a trust file names them. Absent or null: any. */
  trust?: { accreditors: string[] } | null;
  /** Public names of the registers whose ledger it is. Absent: nothing belongs to another register. */
  hosts?: string[];
  /** The clock: RFC 3339 in UTC, or a Date. */
  now: string | Date;
  /** The moment that is asked about. Absent or null: now. */
  at?: string | Date | null;
}

/** A result and the moment that it holds for. */
export interface Known {
  result: ReasonCode;
  /** Absent where the reason code says it all. */
  detail?: string;
  /** RFC 3339 in UTC. */
  asOf: string;
}

/** What a credential says beside its kind, in the words that are printed; dates are YYYY-MM-DD. Absent is what it
 * withholds or does not have. The names are those of the service's facts. */
export interface Facts {
  fullName?: string;
  /** A year, a year and a month, or a date. */
  birthDate?: string;
  birthPlace?: string;
  sex?: string;
  ethnicity?: string;
  nationality?: string;
  nationalId?: string;
  learnerCode?: string;
  award: string;
  awardEn?: string;
  major?: string;
  majorEn?: string;
  specialization?: string;
  rank?: string;
  mode?: string;
  school?: string;
  graduationYear?: string;
  examCouncil?: string;
  examSession?: string;
  enrolDate?: string;
  language?: string;
  duration?: string;
  level?: string;
  totalCredits?: string;
  gpa10?: string;
  gpa4?: string;
  learning?: string;
  conduct?: string;
  diplomaSerial?: string;
  serialNumber?: string;
  registerNumber?: string;
  decisionNumber?: string;
  decisionDate?: string;
  issueDate: string;
  validUntil?: string;
  place?: string;
  signerName?: string;
  signerTitle?: string;
}

/** One line of a transcript, as it is printed. */
export interface Course {
  code?: string;
  name: string;
  nameEn?: string;
  credits?: string;
  tenPoint?: string;
  letter?: string;
  fourPoint?: string;
  term?: string;
  year?: string;
  attempt?: number;
  earnedAt?: string;
  exempt?: true;
  note?: string;
}

/** What the credential says, once a key on the ledger is found to have signed it. */
export interface Content extends Facts {
  form: 'qr' | 'sd-jwt' | 'holder';
  /** As the ledger names it. */
  issuer: { code: string; name: string; nameEn: string };
  kind: string;
  /** Of a transcript: the courses that are shown, in its order. Absent in a form that has no courses. */
  courses?: Course[];
}

/** A change of status: by whom, and its ledger time where there was one. */
export interface Change {
  by: 'issuer' | 'successor' | 'accreditor';
  since?: string;
}

/** What an answer stands on, for readers who look closer. */
export interface Grounds {
  /** As it was called when it anchored, and now where that is another name. */
  issuer?: { code: string; name: string; nameEn: string; nameNow?: string; successor?: string };
  /** Ledger time of the anchor. */
  anchored?: string;
  block?: number;
  change?: Change;
  /** Of the answer on now that stands beside one on another moment. */
  todaysChange?: Change;
  reading: { kind: ReadingKind | 'none'; since?: string; restarted?: boolean; ahead?: boolean };
  ledger: { height: number; hash: string; time?: string } | null;
  checkedAt: string;
  /** The moment that was asked about. */
  at?: string;
  /** Ledger time up to which was known what bears on it. */
  knownAsOf?: string;
  /** Seconds after which asking again may help. */
  retryAfter?: number;
  steps: { outcome: 'passed' | 'failed' | 'skipped'; reason: string; detail: string }[];
}

export interface Answer {
  result: ReasonCode;
  /** "" where the reason code says it all. */
  detail: string;
  /** The step that decided; 0 for valid. */
  step: number;
  /** A letter for each of the nine steps: p passed, f failed, s skipped. */
  checks: string;
  /** The moment that the answer holds for: RFC 3339 in UTC. Absent: now. */
  asOf?: string;
  /** Why the reading is not a current one. */
  cause?: string;
  /** What was found on an outdated reading, and does not stand. */
  lastKnown?: Known;
  /** Of a question about another moment: the answer on now. */
  today?: Known;
  /** In hexadecimal; present once parsing has passed. */
  digest?: string;
  /** The sequence of the anchor that counts. */
  anchor?: number;
  status?: 'active' | 'suspended' | 'superseded' | 'revoked';
  /** Of a transcript. */
  courses?: { shown: number; total: number };
  /** Present only where a key on the ledger signed it. */
  content?: Content;
  grounds: Grounds;
}

export type Language = 'vi' | 'en';

/** An answer in words. No colour carries meaning by itself: show the shape, or say the word. */
export interface Said {
  shape: 'check' | 'clock' | 'pause' | 'hourglass' | 'cross' | 'question';
  word: string;
  sentence: string;
  /** What else a reader must know of moments and causes. */
  notes?: string[];
  /** What holds now, beside an answer on another moment. */
  today?: Said;
}

/** The input is a bundle or a receipt, which this module does not read: nothing is said of it, good or bad. */
export class EvidenceNotReadError extends Error {
  readonly name: 'EvidenceNotReadError';
  readonly form: 'bundle' | 'receipt';
}

/**
 * Takes steps 1 to 9 of docs/credential-format.md. Every text has an answer, a bundle or a receipt excepted.
 *
 * @throws EvidenceNotReadError for a bundle or a receipt that is whole
 * @throws TypeError for a question of another form
 */
export function verify(question: Question): Answer;

/**
 * Verifies a presentation here and asks a verifier service what the ledger holds of it. The service learns issuer, key,
 * digest and status entry, and nothing of what the credential says. Its answer is believed as it is.
 *
 * @throws EvidenceNotReadError for a bundle or a receipt that is whole
 * @throws ServiceError where the service does not answer
 */
export function check(
  presentation: string | Uint8Array,
  options: { service: string; at?: string | Date | null; fetch?: typeof fetch; signal?: AbortSignal },
): Promise<Answer>;

/** What the ledger is to be asked of a presentation; null for what is in none of the forms. */
export function referenceOf(presentation: string | Uint8Array): LookupQuestion | null;

/** The form of a presentation; null for what is in none of them. */
export function formOf(presentation: string | Uint8Array): Content['form'] | null;

/** Asks a service; null asks about its reading alone. */
export function lookUp(
  service: string,
  asked: LookupQuestion | null,
  options?: { fetch?: typeof fetch; signal?: AbortSignal },
): Promise<LookupAnswer>;

/** A service's answer as a reading; null where the service has no ledger. */
export function readingOf(answer: LookupAnswer, asked: LookupQuestion | null): Reading | null;

/** Verifies by what a service answered, by its clock and the accreditors that it believes. */
export function answerWith(
  presentation: string | Uint8Array,
  found: LookupAnswer,
  options?: { at?: string | Date | null },
): Answer;

/** The service did not answer. Nothing is said of the credential. */
export class ServiceError extends Error {
  readonly name: 'ServiceError';
  /** Of HTTP; 0 where the service could not be reached. */
  readonly status: number;
}

/** An answer in words: those of the verifier's own page. */
export function say(answer: Answer, language: Language): Said;

/** What a credential says, in the order of the paper; values may be shown as text. */
export function factsOf(
  content: Content,
  language: Language,
): { name: string; label: string; value: string; isPrinted: boolean }[];

export function sayKind(kind: string, language: Language): string;
export function sayStep(step: number, language: Language): string;
export function sayOutcome(outcome: string, language: Language): string;
export function sayReading(kind: string, language: Language): string;
export function sayHead(head: { height: number; time?: string }, language: Language): string;
export function formatMomentIn(moment: string, language: Language): string;

/** A text with every character that would steer a screen written as a visible mark. */
export function visible(text: string): string;

/** What a receipt states. */
export interface KeptReceipt {
  result: ReasonCode;
  detail: string;
  asOf: string;
  madeAt: string;
  change?: Change;
}

/** What of a service's answer may be kept on a device that others use too: it names a school, and no credential. */
export function keepableOf(found: LookupAnswer): LookupAnswer | null;

/** What can be said without a network, by what was kept. It is never valid. */
export function answerOffline(
  presentation: string | Uint8Array,
  kept: LookupAnswer | null,
  now: string | Date,
): Answer;

/** Reads a receipt for a digest and checks that it is signed by a service's key, a JWK; null where it is not. */
export function readReceipt(text: string, key: object, digest: string): KeptReceipt | null;

/** Says what answerOffline found and a kept receipt states; null for what `say` says. */
export function sayOffline(answer: Answer, receipt: (KeptReceipt & { by: string }) | null, language: Language): Said | null;
