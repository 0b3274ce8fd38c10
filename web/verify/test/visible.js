// Writes the numbers of all characters that are made visible, as a JSON array.
import { visible } from '../index.js';

const steering = [];
for (let code = 0; code <= 0x10ffff; code += 1) {
  const character = String.fromCodePoint(code);
  if ((code < 0xd800 || code > 0xdfff) && visible(character) !== character) steering.push(code);
}
process.stdout.write(JSON.stringify(steering));
