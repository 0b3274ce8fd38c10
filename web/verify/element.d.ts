import type { Answer } from './index.js';

/** The detail of the event "sogoc-answer"; result is null where there is no answer. */
export interface SogocAnswerDetail {
  result: Answer['result'] | null;
  detail?: string;
}

/**
 * <sogoc-verify service="https://vanbang.example">
 *
 * Attributes: service, the verifier's address; value, the text to check (without it a form asks for one); lang, "vi" or
 * "en" (without it the language of the page around it; Vietnamese where that is neither).
 * Slot: file, a file field of the page's own in the place of the element's.
 * Event: sogoc-answer, a CustomEvent<SogocAnswerDetail>.
 */
export class SogocVerifyElement extends HTMLElement {
  /** The last answer, null where there is none. */
  readonly answer: Answer | null;
  /** Checks a text or a text file, and resolves once the answer is shown. */
  verify(asked: string | File): Promise<void>;
}

declare global {
  interface HTMLElementTagNameMap {
    'sogoc-verify': SogocVerifyElement;
  }
  interface HTMLElementEventMap {
    'sogoc-answer': CustomEvent<SogocAnswerDetail>;
  }
}
