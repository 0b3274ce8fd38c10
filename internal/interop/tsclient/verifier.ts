// Asks the verifier about a presentation and demands that it is valid:
// SOGOC_QUESTION=PRESENTATION node client.js ORIGIN
import createClient from 'openapi-fetch';
import type { paths } from './schema.js';

declare const process: { argv: string[]; env: Record<string, string> };

const origin = process.argv[2];
const client = createClient<paths>({ baseUrl: origin });
const { data, error } = await client.POST('/api/v1/verify', {
  body: { presentation: process.env.SOGOC_QUESTION },
});
if (data?.result !== 'valid') throw new Error(`it answers ${data?.result ?? JSON.stringify(error)}`);
