// Asks the register whose token this is: SOGOC_QUESTION=TOKEN node client.js ORIGIN
import createClient from 'openapi-fetch';
import type { paths } from './schema.js';

declare const process: { argv: string[]; env: Record<string, string> };

const origin = process.argv[2];
const headers = { Authorization: `Bearer ${process.env.SOGOC_QUESTION}` };
const client = createClient<paths>({ baseUrl: origin, headers });
const { data, error } = await client.GET('/api/v1/me');
if (!data?.roles.includes('registrar')) throw new Error(`it answers ${data?.roles ?? JSON.stringify(error)}`);
