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

/** What the credential says, in the words that are printed. Absent is what it withholds or does not have. */
export interface Content {
  form: 'qr' | 'sd-jwt' | 'holder';
  /** As the ledger names it. */
  issuer: { code: string; name: string; nameEn: string };
  kind: string;
  issueDate: string;
  validUntil?: string;
  award: string;
  major?: string;
  fullName?: string;
  birthDate?: string;
  serialNumber?: string;
  registerNumber?: string;
  rank?: string;
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
