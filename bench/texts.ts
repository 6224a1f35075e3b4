/** The conversations that the transcript's measurements show: the same text in every run. */
import type { Message } from '../src/core/index.js';
import { memoryMessage } from '../src/testing/memory-client.js';

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

/** One Markdown answer as it grows: `count` times the whole text so far. */
export function growing(count: number, sections: number): string[] {
  const text = section.repeat(sections);
  return Array.from({ length: count }, (_, index) =>
    text.slice(0, Math.ceil((text.length * (index + 1)) / count)),
  );
}

/** Message number `index`: questions, and answers of some Markdown, in turns. */
export function message(index: number): Message {
  const asked = index % 2 === 0;
  return memoryMessage({
    id: `m${index}`,
    role: asked ? 'user' : 'assistant',
    state: asked ? 'delivered' : 'complete',
    text: asked
      ? `Question ${index}: which of the settings may I leave out?`
      : `Answer ${index}: only **one** has to be there, \`tenant-id\`.\n\n- \`api-url\` is the local platform\n- the rest has defaults, see [the guide](https://example.com/guide)`,
  });
}

export const messages = (count: number): readonly Message[] =>
  Array.from({ length: count }, (_, index) => message(index));
