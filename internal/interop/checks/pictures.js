// QR codes on photographs of paper.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { demand } from './parts.js';

const program = await readFile(fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm')));
prepareZXingModule({ overrides: { wasmBinary: program.buffer } });

export const checks = {
  zxing: {
    async read({ print, diploma: { link } }) {
      const codes = await readBarcodes(await readFile(print), { formats: ['QRCode'] });
      demand(codes.length === 1, `${codes.length} codes`);
      demand(codes[0].text === link, 'the link');
    },
    // The same paper, of which too many modules are painted over.
    other: (input) => ({ ...input, print: input.spoiltPrint }),
  },
};
