/** The outcomes of the nine steps (§14). */
export class Checks {
  constructor() {
    /** @type {{outcome: 'passed' | 'failed' | 'skipped', reason: string, detail: string}[]} */
    this.steps = Array.from({ length: 9 }, () => ({ outcome: 'skipped', reason: '', detail: '' }));
  }

  /** @param {number} step 1 to 9 */
  pass(step, detail = '') {
    this.steps[step - 1] = { outcome: 'passed', reason: '', detail };
  }

  /** @param {number} step 1 to 9 @param {string} reason @param {string} detail */
  fail(step, reason, detail) {
    this.steps[step - 1] = { outcome: 'failed', reason, detail };
  }

  /** Skips the failures of steps 2 to 8. */
  skipFailures() {
    for (let i = 1; i < 8; i += 1) {
      if (this.steps[i].outcome === 'failed') this.steps[i] = { outcome: 'skipped', reason: '', detail: '' };
    }
  }

  /** @param {number} step */
  isPassed(step) {
    return this.steps[step - 1].outcome === 'passed';
  }

  /** @param {number} step */
  isSkipped(step) {
    return this.steps[step - 1].outcome === 'skipped';
  }

  /** What the first of steps 1 to 8 that failed gives; valid, and step 0, where none did. */
  finding() {
    const at = this.steps.slice(0, 8).findIndex(({ outcome }) => outcome === 'failed');
    if (at < 0) return { result: 'valid', detail: '', step: 0 };
    const { reason, detail } = this.steps[at];
    return { result: reason, detail, step: at + 1 };
  }

  /** A letter for each step: p, f or s. */
  toString() {
    return this.steps.map(({ outcome }) => outcome[0]).join('');
  }
}
