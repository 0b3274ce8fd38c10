// <sogoc-verify>: checks a credential within another site's page, and says the answer in Vietnamese or English. It is
// defined when this module is loaded; its attributes and its event are described in README.md.
import { EvidenceNotReadError, ServiceError, check, factsOf, say, sayKind, visible } from './index.js';
import { TEXTS } from './src/element-texts.js';
import { SHAPES, STYLE } from './src/element-looks.js';

/** @typedef {import('./index.js').Language} Language */
/** @typedef {import('./index.js').Answer} Answer */

const MOST_BYTES = 16 * 1024 * 1024;
const SVG = 'http://www.w3.org/2000/svg';

/** element makes an element with texts and elements in it: what a credential says comes in as text alone.
 * @param {string} name @param {string} className @param {...(Node | string)} inside */
function element(name, className, ...inside) {
  const made = document.createElement(name);
  if (className !== '') made.className = className;
  made.append(...inside);
  return made;
}

/** @param {string} shape */
function drawShape(shape) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 48 48');
  svg.setAttribute('aria-hidden', 'true');
  for (const d of SHAPES[shape] ?? SHAPES.question) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', d);
    svg.append(path);
  }
  return svg;
}

/** @param {string} text of somebody else's */
const isolated = (text) => element('bdi', '', visible(text));

export class SogocVerifyElement extends HTMLElement {
  static observedAttributes = ['service', 'value', 'lang'];

  #shadow = this.attachShadow({ mode: 'open' });
  #place = element('div', 'answer');
  #form = document.createElement('form');
  #field = document.createElement('textarea');
  #ownFile = document.createElement('input');
  #latest = 0; // of two questions at once only the later one is answered
  #isMade = false;
  /** @type {Answer | null} */
  #answer = null;

  /** The last answer, null where there is none. */
  get answer() {
    return this.#answer;
  }

  connectedCallback() {
    if (!this.#isMade) this.#make();
    this.#update();
  }

  /** @param {string} name @param {string | null} before @param {string | null} now */
  attributeChangedCallback(name, before, now) {
    if (this.#isMade && this.isConnected && before !== now) this.#update();
  }

  /** verify checks a text or a text file, and resolves once the answer is shown. @param {string | File} asked */
  async verify(asked) {
    const turn = this.#begin();
    try {
      const presentation = typeof asked === 'string' ? asked : await this.#read(asked);
      if (presentation === null) return this.#say(turn, 'otherFile');
      const answer = await check(presentation, { service: this.#service });
      if (turn === this.#latest) this.#show(answer);
    } catch (error) {
      this.#say(turn, messageOf(error));
    }
    return undefined;
  }

  get #service() {
    return (this.getAttribute('service') ?? '').replace(/\/+$/, '');
  }

  /** @returns {Language} */
  get #language() {
    const said = this.closest('[lang]')?.getAttribute('lang') ?? '';
    return said.toLowerCase().startsWith('en') ? 'en' : 'vi';
  }

  /** @param {keyof typeof TEXTS} name */
  #text(name) {
    return TEXTS[name][this.#language === 'en' ? 1 : 0];
  }

  #make() {
    this.#isMade = true;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    this.#shadow.adoptedStyleSheets = [sheet];
    this.#place.setAttribute('role', 'status');
    this.#field.rows = 3;
    this.#field.spellcheck = false;
    this.#ownFile.type = 'file';
    this.#ownFile.accept = '.json,.txt';
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.verify(this.#field.value);
    });
    this.#shadow.addEventListener('change', ({ target }) => {
      const chosen = target instanceof HTMLInputElement ? target.files?.[0] : undefined;
      if (chosen) this.verify(chosen);
    });
    this.#shadow.append(this.#form, this.#place);
  }

  #update() {
    const value = this.getAttribute('value');
    this.#form.hidden = value !== null;
    this.#label();
    if (this.#service === '') this.#say(this.#begin(), 'noService');
    else if (value !== null) this.verify(value);
    else if (this.#answer !== null) this.#show(this.#answer);
  }

  /** label writes the form in the language. */
  #label() {
    const slot = document.createElement('slot');
    slot.name = 'file';
    const file = element('label', '', this.#text('file'), this.#ownFile);
    slot.append(file);
    const button = element('button', '', this.#text('submit'));
    this.#form.replaceChildren(element('label', '', this.#text('field'), this.#field), slot, button);
  }

  #begin() {
    this.#answer = null;
    this.#place.setAttribute('aria-busy', 'true');
    this.#place.replaceChildren(element('p', 'wait', this.#text('checking')));
    this.#latest += 1;
    return this.#latest;
  }

  /** read returns a file's text, null for a file that is no text of a credential. @param {File} file */
  async #read(file) {
    if (file.size > MOST_BYTES) return null;
    const bytes = new Uint8Array(await file.arrayBuffer());
    const isBinary = bytes.includes(0) && !(bytes[0] >= 0xfe && bytes[1] >= 0xfe); // but UTF-16 with its mark
    return isBinary || String.fromCharCode(...bytes.subarray(0, 5)) === '%PDF-' ? null : bytes;
  }

  /** say shows a message in the place of an answer. @param {number} turn @param {keyof typeof TEXTS} name */
  #say(turn, name) {
    if (turn !== this.#latest) return;
    this.#place.removeAttribute('aria-busy');
    const box = element('div', 'verdict question', drawShape('question'), element('p', '', this.#text(name)));
    this.#place.replaceChildren(box);
    if (name !== 'noService') this.#place.append(this.#linkToService());
    this.#tell({ result: null });
  }

  #linkToService() {
    const link = document.createElement('a');
    link.href = `${this.#service}/`;
    link.rel = 'noreferrer';
    link.textContent = this.#text('atService');
    return element('p', '', link);
  }

  /** @param {Answer} answer */
  #show(answer) {
    this.#answer = answer;
    const language = this.#language;
    const { shape, word, sentence, notes = [], today } = say(answer, language);
    const inside = element('div', '', element('p', 'word', word), element('p', '', sentence));
    for (const note of notes) inside.append(element('p', 'note', note));
    if (today) inside.append(element('p', 'note', `${this.#text('now')}: ${today.word}. ${today.sentence}`));
    const verdict = element('div', `verdict ${shape}`, drawShape(shape), inside);
    verdict.dataset.result = answer.result;
    this.#place.removeAttribute('aria-busy');
    this.#place.replaceChildren(verdict, ...this.#contentOf(answer), element('p', 'way', this.#way()));
    this.#tell({ result: answer.result, detail: answer.detail });
  }

  #way() {
    return this.#text('way').replace('%s', new URL(this.#service, document.baseURI).host);
  }

  /** @param {Answer} answer */
  #contentOf({ content, courses, grounds }) {
    const language = this.#language;
    const { issuer } = grounds;
    const parts = issuer ? [element('p', 'issuer', `${this.#text('issuer')}: `, isolated(issuer.name))] : [];
    if (!content) return parts;
    const isConfirmed = grounds.steps[5].outcome === 'passed';
    const row = (/** @type {string} */ label, /** @type {string} */ value) => (
      element('div', '', element('dt', '', label), element('dd', '', isolated(value))));
    const list = element('dl', '', row(this.#text('kind'), sayKind(content.kind, language)));
    for (const { label, value } of factsOf(content, language)) list.append(row(label, value));
    if (courses) list.append(row(this.#text('courses'), `${courses.shown} / ${courses.total}`));
    return [
      ...parts,
      element('p', 'compare', this.#text(content.fullName ? 'compare' : 'compareWithheld')),
      element('p', 'label', this.#text(isConfirmed ? 'facts' : 'claims')),
      list,
    ];
  }

  /** @param {{result: string | null, detail?: string}} detail */
  #tell(detail) {
    this.dispatchEvent(new CustomEvent('sogoc-answer', { detail, bubbles: true, composed: true }));
  }
}

/** @param {unknown} error @returns {keyof typeof TEXTS} */
function messageOf(error) {
  if (error instanceof EvidenceNotReadError) return 'otherFile';
  if (error instanceof ServiceError) return error.status === 0 ? 'away' : 'busy';
  return 'broken';
}

if (!customElements.get('sogoc-verify')) customElements.define('sogoc-verify', SogocVerifyElement);
