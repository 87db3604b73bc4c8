// The container of the first version in small: Node with the three providers' SDKs, one program for all of them.
//   with PROVIDER, <PROVIDER>_API_KEY, MODEL and PROMPT: asks once and streams the answer to standard output
//   without: says "ready" on the socket it was given, then waits there for one line of JSON { provider, key, baseUrl, model, prompt }
import net from 'node:net';
import readline from 'node:readline';
import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';

const socketPath = '/run/polydev/ready.sock';

const providers = {
  async *openai({ key, baseUrl, model, prompt }) {
    const client = new OpenAI({ apiKey: key, baseURL: baseUrl });
    const stream = await client.chat.completions.create({ model, stream: true, messages: [{ role: 'user', content: prompt }] });
    for await (const chunk of stream) yield chunk.choices[0]?.delta?.content ?? '';
  },
  async *anthropic({ key, baseUrl, model, prompt }) {
    const client = new Anthropic({ apiKey: key, baseURL: baseUrl });
    const stream = await client.messages.create({ model, stream: true, max_tokens: 1024, messages: [{ role: 'user', content: prompt }] });
    for await (const event of stream) if (event.type === 'content_block_delta') yield event.delta.text ?? '';
  },
  async *google({ key, baseUrl, model, prompt }) {
    const client = new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl, apiVersion: 'v1beta' } });
    for await (const chunk of await client.models.generateContentStream({ model, contents: prompt })) yield chunk.text ?? '';
  },
};

async function answer(job, out) {
  if (!providers[job.provider]) throw new Error(`unknown provider '${job.provider}'`);
  for await (const text of providers[job.provider](job)) out.write(text);
}

function jobOfEnvironment(env) {
  const upper = env.PROVIDER.toUpperCase();
  const baseUrl = env[{ openai: 'OPENAI_BASE_URL', anthropic: 'ANTHROPIC_BASE_URL', google: 'GOOGLE_GEMINI_BASE_URL' }[env.PROVIDER]];
  return { provider: env.PROVIDER, key: env[`${upper}_API_KEY`], baseUrl, model: env.MODEL, prompt: env.PROMPT };
}

if (process.env.PROVIDER) {
  await answer(jobOfEnvironment(process.env), process.stdout);
} else {
  const socket = net.connect(socketPath, () => socket.write('ready\n'));
  readline.createInterface({ input: socket }).once('line', async (line) => {
    await answer(JSON.parse(line), socket);
    socket.end();
  });
  socket.once('close', () => process.exit());
}
