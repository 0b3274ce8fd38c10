/** A step of the verification that does not pass (§13). Its message says why and repeats nothing of the input. */
export class Refusal extends Error {
  /**
   * @param {number} step 1 to 8
   * @param {string} result the reason code
   * @param {string} detail
   * @param {string} why
   */
  constructor(step, result, detail, why) {
    super(`step ${step}: ${result} (${detail}): ${why}`);
    this.name = 'Refusal';
    this.step = step;
    this.result = result;
    this.detail = detail;
  }
}

/** @param {string} why */
export const malformed = (why, detail = 'form') => new Refusal(1, 'malformed', detail, why);

/** The refusal of a part that is not of this credential. @param {string} why */
export const foreign = (why) => new Refusal(3, 'tampered', 'disclosure', why);

/** Throws a malformed Refusal unless the condition holds. @param {unknown} condition @param {string} why */
export function demand(condition, why) {
  if (!condition) throw malformed(why);
}
