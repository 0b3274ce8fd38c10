// What the vectors do not ask. The vectors themselves are run by the Go test beside this folder.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { p256 } from '@noble/curves/nist.js';
import {
  answerOffline, EvidenceNotReadError, readReceipt, Reading, sayOffline, verify,
} from '../index.js';
import { thumbprintOf } from '../src/lookup.js';

const vectors = fileURLToPath(new URL('../../../verifier/testdata/vectors/', import.meta.url));
const readJSON = (name) => JSON.parse(fs.readFileSync(path.join(vectors, `${name}.json`), 'utf8'));
const university = readJSON('ledgers/university');
const now = '2026-06-20T07:01:00Z';
const presented = (name) => readJSON(`genuine/${name}`).presentation;

test('the three forms of a credential say the same', () => {
  const reading = new Reading(university);
  const [qr, sdjwt, holder] = ['es256k-qr', 'es256k-sd-jwt-full', 'es256k-holder']
    .map((name) => verify({ presentation: presented(name), reading, now }).content);
  assert.equal(qr.fullName, 'Nguyễn Thị Mẫu');
  assert.equal(qr.issuer.name, 'Trường Đại học Mẫu (mẫu)');
  const { form: ofQR, ...facts } = qr;
  for (const { form, ...others } of [sdjwt, holder]) {
    assert.notEqual(form, ofQR);
    assert.deepEqual({ ...others, ...facts }, others, 'what the paper shows');
    assert.equal(others.signerTitle !== undefined, true, 'and what only the file says');
  }
});

test('what no key on the ledger signed is not shown', () => {
  for (const name of ['mutant/qr-name-letter', 'mutant/qr-salt', 'issuer/unknown', 'issuer/key-of-nobody']) {
    const vector = readJSON(name);
    const reading = new Reading(readJSON(`ledgers/${vector.ledger}`));
    assert.equal(verify({ ...vector, reading }).content, undefined, name);
  }
  const withoutLedger = verify({ presentation: presented('es256k-qr'), now });
  assert.equal(withoutLedger.result, 'indeterminate');
  assert.equal(withoutLedger.content, undefined);
});

test('bundles and receipts are not answered', () => {
  for (const [name, form] of [['carried/bundle/around', 'bundle'], ['carried/receipt/around', 'receipt']]) {
    const vector = readJSON(name);
    assert.throws(
      () => verify({ presentation: vector.presentation, now }),
      (error) => error instanceof EvidenceNotReadError && error.form === form,
    );
  }
});

test('UTF-16 with a byte order mark is read', () => {
  const text = presented('es256k-sd-jwt-full');
  const reading = new Reading(university);
  for (const isLittle of [true, false]) {
    const view = new DataView(new ArrayBuffer(2 * text.length + 2));
    [...`\ufeff${text}`].forEach((character, i) => view.setUint16(2 * i, character.charCodeAt(0), isLittle));
    assert.equal(verify({ presentation: new Uint8Array(view.buffer), reading, now }).result, 'valid');
  }
});

test('no changed character of a genuine presentation is taken for the genuine one', () => {
  const reading = new Reading(university);
  for (const name of ['es256k-digits', 'es256k-sd-jwt-full']) {
    const genuine = presented(name);
    for (let at = 0; at < genuine.length; at += 1 + Math.floor(genuine.length / 97)) {
      for (const character of ['0', 'A', '~', '.', '{', 'é']) {
        if (genuine[at] === character) continue;
        const changed = genuine.slice(0, at) + character + genuine.slice(at + 1);
        let answer;
        try {
          answer = verify({ presentation: changed, reading, now });
        } catch (error) {
          if (error instanceof EvidenceNotReadError) continue;
          throw error;
        }
        assert.notEqual(answer.result, 'valid', `${name}, character ${at} made ${character}`);
      }
    }
  }
});

test('strange values in a payload are refused, and break nothing', () => {
  const [head, , signature] = presented('es256k-sd-jwt-full').split('~')[0].split('.');
  const body = (json) => `${head}.${Buffer.from(json).toString('base64url')}.${signature}~`;
  for (const json of [
    '[]', '{}', '1', '"x"', '{"kind":"VN-BA/7480201"}', '{"kind":"VN-HB-TH","credentialSubject":[]}',
    '{"kind":"VN-BD","@context":[],"credentialSubject":{"verifiableCredential":[{},{}]}}', '{"__proto__":{}}',
    '{"kind":"VN-BA/7480201","constructor":{}}', '['.repeat(100000),
  ]) {
    assert.equal(verify({ presentation: body(json), now }).result, 'malformed', json.slice(0, 60));
  }
});

// An anchor that accreditors revoked before the records of older ledgers were carried over.
test("older ledgers' changes of anchors count", () => {
  const time = '2026-06-20T06:30:00Z';
  const changes = [{ first: 1, last: 3, state: 'revoked', msp: 'MinistryMSP', time, txId: 'aa' }];
  const place = { block: 29, time };
  const listed = { ...place, index: 0, key: ['anchorstatuses', 'DH-MAU'], value: { changes } };
  const own = {
    ...place, index: 1, key: ['anchorstatus', 'DH-MAU', '1'], value: { state: 'active', time: '2026-06-20T06:45:00Z' },
  };
  const ask = (...writes) => {
    const reading = new Reading({ ...university, writes: [...university.writes, ...writes] });
    const { result, detail } = verify({ presentation: presented('es256k-digits'), reading, now });
    return `${result} ${detail}`;
  };
  assert.equal(ask(), 'valid ');
  assert.equal(ask(listed), 'revoked anchor_status');
  assert.equal(ask(listed, own), 'valid ');
});

test('a question of another form is refused', () => {
  const presentation = presented('es256k-digits');
  for (const question of [
    { presentation: 1, now },
    { presentation, now: '2026-06-20' },
    { presentation, now: '2026-06-20T07:01:00+07:00' },
    { presentation, now: new Date(NaN) },
    { presentation, now, reading: university },
    { presentation, now, trust: {} },
    { presentation, now, hosts: 'vanbang.example' },
  ]) assert.throws(() => verify(question), TypeError);
  assert.throws(() => new Reading({ head: {} }), TypeError);
  assert.throws(() => new Reading({ head: {}, writes: [{}] }), TypeError);
  assert.throws(() => new Reading(university, 'new'), TypeError);
});

test('texts that are full of beginnings of wrapped links are answered', () => {
  const parts = ['urldefense.com/v3/__', 'urldefense.proofpoint.com/v2/url?&', 'https://', '> ', '=', '%25', '1 '];
  for (const part of parts) {
    const text = part.repeat((60 << 10) / part.length);
    assert.equal(verify({ presentation: `x${text}`, now }).result, 'malformed');
  }
});

test('a kept receipt counts for its digest and its key alone', () => {
  const { presentation, trust } = readJSON('carried/receipt/around');
  const text = presentation.match(/eyJ[\w-]+\.[\w-]+\.[\w-]+/)[0];
  const [key] = trust.verifierKeys;
  const { credential } = JSON.parse(Buffer.from(text.split('.')[1], 'base64url'));
  const receipt = readReceipt(text, key, credential.digest);
  assert.equal(receipt.result, 'valid');
  assert.equal(readReceipt(text, key, '0'.repeat(64)), null);
  assert.equal(readReceipt(text, { ...key, x: key.y, y: key.x }, credential.digest), null);
  for (const broken of ['', 'a.b.c', text.slice(0, -4), `${text.slice(0, -2)}AA`]) {
    assert.equal(readReceipt(broken, key, credential.digest), null);
  }
});

test('a receipt says nothing in codes that are not known', () => {
  const { presentation } = readJSON('carried/receipt/around');
  const [head, payload] = presentation.match(/eyJ[\w-]+\.[\w-]+\.[\w-]+/)[0].split('.')
    .slice(0, 2).map((part) => JSON.parse(Buffer.from(part, 'base64url')));
  const secret = new Uint8Array(32).fill(1); // drawn keys need globalThis.crypto, which Node 18 has not
  const point = Buffer.from(p256.getPublicKey(secret, false));
  const key = { crv: 'P-256', kty: 'EC', x: point.toString('base64url', 1, 33), y: point.toString('base64url', 33) };
  const readWith = (changes) => {
    const message = [{ ...head, alg: 'ES256', kid: thumbprintOf(key) }, { ...payload, ...changes }]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    const signature = p256.sign(Buffer.from(message), secret, { lowS: true, prehash: true });
    return readReceipt(`${message}.${Buffer.from(signature).toString('base64url')}`, key, payload.credential.digest);
  };
  assert.equal(readWith({}).result, 'valid');
  assert.equal(readWith({ reading: { ...payload.reading, kind: 'newest' } }), null);
  assert.equal(readWith({ reading: null }), null);
  assert.equal(readWith({ result: 'splendid' }), null);
  assert.equal(readWith({ type: 'sogoc/receipt/v4' }), null);
});

test('without a network nothing is valid', () => {
  for (const name of fs.readdirSync(path.join(vectors, 'genuine'))) {
    const { presentation } = readJSON(`genuine/${name.replace('.json', '')}`);
    const answer = answerOffline(presentation, null, now);
    assert.equal(answer.result, 'indeterminate', name);
    assert.equal(answer.content, undefined);
    assert.equal(sayOffline(answer, null, 'en').shape, 'question');
  }
});
