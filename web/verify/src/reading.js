// A reading of the ledger (§10): every version of every record (§8), with its place and time.
import { decodeBase64url, encodeHex } from './bytes.js';
import { parseMoment, SECOND } from './time.js';

/**
 * One write of the ledger, as the vectors' ledgers have it.
 * @typedef {object} Write
 * @property {number} block
 * @property {number} index in the block
 * @property {string} time ledger time
 * @property {string[]} key object type and attributes
 * @property {any} value the record
 * @property {string} [digests] of an anchor: base64url of its sorted digests
 */

/** @typedef {Write & {at: bigint}} Version at is its time as a moment */
/**
 * What a service tells of its reading besides the kind.
 * @typedef {{since?: string, restarted?: boolean, ahead?: boolean}} Judged
 */

/** @typedef {'fresh' | 'standing_still' | 'unconfirmed' | 'behind' | 'alarm' | 'starting'} ReadingKind */

const KINDS = ['fresh', 'standing_still', 'unconfirmed', 'behind', 'alarm', 'starting'];
const FRESH_FOR = 15n * 60n * SECOND;

/** @param {bigint} duration */
const absolute = (duration) => (duration < 0n ? -duration : duration);

/** @param {{block: number, index: number}} a @param {{block: number, index: number}} b */
const byPlace = (a, b) => a.block - b.block || a.index - b.index;

/** What was read of the ledger. It is believed as it is given: this module checks no blocks. */
export class Reading {
  /** @type {Map<string, Version[]>} */
  #versions = new Map();

  /** @type {Map<string, Version[]>} anchors by issuer and digest */
  #anchors = new Map();

  /** @type {ReadingKind | undefined} */
  #kind;

  /**
   * @param {{head: {time?: string, height?: number, hash?: string}, writes: Write[]}} data in the form of the vectors' ledgers
   * @param {ReadingKind} [kind] what the reading is worth; absent: fresh or unconfirmed, as its newest ledger time says
   * @throws {TypeError} for data or a kind of another form
   */
  constructor(data, kind) {
    if (kind !== undefined && !KINDS.includes(kind)) {
      throw new TypeError(`kind: one of ${KINDS.join(', ')} is expected`);
    }
    if (!Array.isArray(data?.writes) || typeof data.head !== 'object' || data.head === null) {
      throw new TypeError('data: a reading has head and writes');
    }
    this.#kind = kind;
    /** The clock by which the kind was judged and how it came to it, where a service said so. @type {Judged} */
    this.judged = {};
    /** The last block that was checked, null where it is not said. @type {{height: number, hash: string} | null} */
    this.head = typeof data.head.hash === 'string' ? /** @type {any} */ (data.head) : null;
    /** The newest ledger time, null before the first transaction. */
    this.newestTime = data.head.time === undefined ? null : parseMoment(data.head.time, 'head.time');
    const versions = data.writes.map((write, i) => {
      const isWrite = Number.isInteger(write?.block) && Number.isInteger(write.index) && Array.isArray(write.key);
      if (!isWrite) throw new TypeError(`writes[${i}]: block, index and key are expected`);
      return { ...write, at: parseMoment(write.time, `writes[${i}].time`) };
    });
    for (const version of versions.sort(byPlace)) this.#add(version);
  }

  /** @param {Version} version */
  #add(version) {
    append(this.#versions, version.key.join('\0'), version);
    if (version.digests === undefined) return;
    const bytes = decodeBase64url(version.digests);
    if (bytes === null || bytes.length % 32 !== 0) {
      throw new TypeError('digests: base64url of 32 bytes each is expected');
    }
    for (let i = 0; i < bytes.length; i += 32) {
      append(this.#anchors, `${version.key[1]}/${encodeHex(bytes.subarray(i, i + 32))}`, version);
    }
  }

  /** kindAt says what the reading is worth at a moment. @param {bigint} now @returns {ReadingKind} */
  kindAt(now) {
    if (this.#kind !== undefined) return this.#kind;
    return this.newestTime !== null && absolute(now - this.newestTime) <= FRESH_FOR ? 'fresh' : 'unconfirmed';
  }

  /** The versions of a record in the order of the ledger. @param {...(string | number)} key @returns {Version[]} */
  versions(...key) {
    return this.#versions.get(key.join('\0')) ?? [];
  }

  /**
   * The newest version of a record, undefined where there is none.
   * @param {...(string | number)} key
   * @returns {any}
   */
  newest(...key) {
    return this.versions(...key).at(-1)?.value;
  }

  /**
   * The issuer's record as the last transaction before a write left it.
   * @param {string} code
   * @param {Version} write
   * @returns {any}
   */
  issuerBefore(code, write) {
    return this.versions('issuer', code).filter((version) => byPlace(version, write) < 0).at(-1)?.value;
  }

  /**
   * The issuer's anchors that have a digest, in the order of the ledger.
   * @param {string} code
   * @param {Uint8Array} digest
   */
  anchorsOf(code, digest) {
    return this.#anchors.get(`${code}/${encodeHex(digest)}`) ?? [];
  }

  /**
   * What accreditors said of an anchor, oldest first: the list of older ledgers (§8) until its first own record.
   * @param {string} code
   * @param {number} sequence
   * @returns {{state: string, at: bigint}[]}
   */
  anchorChanges(code, sequence) {
    const own = this.versions('anchorstatus', code, sequence)
      .map(({ value }) => ({ state: value.state, at: parseMoment(value.time, 'time') }));
    /** @type {{first: number, last: number, state: string, time: string}[]} */
    const listed = this.newest('anchorstatuses', code)?.changes ?? [];
    const older = listed
      .filter(({ first, last }) => first <= sequence && sequence <= last)
      .map(({ state, time }) => ({ state, at: parseMoment(time, 'time') }))
      .filter(({ at }) => own.length === 0 || at <= own[0].at);
    return [...older, ...own];
  }
}

/** @param {Map<string, Version[]>} map @param {string} key @param {Version} version */
function append(map, key, version) {
  const list = map.get(key);
  if (list) list.push(version);
  else map.set(key, [version]);
}
