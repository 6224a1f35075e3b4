/**
 * What the streaming measurement runs in the page: the same answer in the same chunks, once as bare
 * DOM (one append a frame) and once in `<miptech-chat>`. It measures nothing itself.
 */
import { MemoryClient, memoryMessage } from '../src/testing/memory-client.js';
import '../src/define/chat.js';

const section = `## Settings

The provider takes **attributes**, and \`api-url\` is one of them. See [the guide](https://example.com/guide).

- first, a list
- second, with *emphasis*
- third, with \`code\`

\`\`\`js
const client = createMiptechClient({ tenantId: 'miptech-company' });
client.start();
\`\`\`

| name | default |
| --- | --- |
| api-url | http://localhost:8000 |
| tenant-id | none |

`;

function prefixes(count: number): string[] {
  const text = section.repeat(12);
  return Array.from({ length: count }, (_, index) =>
    text.slice(0, Math.ceil((text.length * (index + 1)) / count)),
  );
}

const task = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      resolve();
    };
    port2.postMessage(null);
  });
const frame = (): Promise<number> => new Promise(requestAnimationFrame);

/** One append a frame to a text node: the least that showing a stream can cost. */
async function bare(count: number): Promise<void> {
  const place = document.createElement('pre');
  document.body.append(place);
  const text = document.createTextNode('');
  place.append(text);
  let shown = 0;
  let latest = '';
  let scheduled = false;
  for (const prefix of prefixes(count)) {
    latest = prefix;
    if (!scheduled) {
      scheduled = true;
      requestAnimationFrame(() => {
        scheduled = false;
        text.appendData(latest.slice(shown));
        shown = latest.length;
      });
    }
    await task();
  }
  await frame();
  place.remove();
}

async function chat(count: number, before: number): Promise<void> {
  const question = memoryMessage({ id: 'q', role: 'user', text: 'What can I set?' });
  const earlier = Array.from({ length: before }, (_, index) =>
    memoryMessage({
      id: `m${String(index)}`,
      role: index % 2 === 0 ? 'user' : 'assistant',
      state: index % 2 === 0 ? 'delivered' : 'complete',
      text: `Message ${String(index)} with **some** words.`,
    }),
  );
  const answer = memoryMessage({ id: 'a', role: 'assistant', state: 'streaming', text: '' });
  const client = new MemoryClient({
    session: { phase: 'signed-in', user: { id: 'u', email: 'u@example.com', name: 'U' } },
    connection: { phase: 'ready', status: 'ready' },
    transcript: { chatId: 'c', messages: [...earlier, question, answer], answering: true },
  });
  const element = document.createElement('miptech-chat');
  element.client = client;
  document.body.append(element);
  await frame();
  await frame();
  performance.mark('begin');
  for (const text of prefixes(count)) {
    client.transcriptState.set({
      ...client.transcriptState.get(),
      messages: [...earlier, question, { ...answer, text }],
    });
    await task();
  }
  await frame();
  await frame();
  element.remove();
}

Object.assign(window, { bare, chat });
