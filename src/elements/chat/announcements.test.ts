import { expect } from '@open-wc/testing';
import { disconnected } from '../../core/state/connection.js';
import { emptyTranscript } from '../../core/state/transcript.js';
import { memoryMessage } from '../../testing/memory-client.js';
import { newsSince } from './announcements.js';
import { chatStrings } from './strings.js';

describe('what is announced', () => {
  it('of a long history that comes at once, the words of the last few are counted', () => {
    let counted = 0;
    const messages = Array.from({ length: 1000 }, (_, index) => ({
      ...memoryMessage({ id: `a${String(index)}`, role: 'assistant', state: 'complete' }),
      get text() {
        counted += 1;
        return 'word '.repeat(index + 1);
      },
    }));
    const before = { transcript: emptyTranscript, connection: disconnected };
    const now = { ...before, transcript: { ...emptyTranscript, messages } };
    const news = newsSince(before, now, chatStrings);
    expect(news.at(-1)?.text).to.equal('Answer complete, 1,000 words.');
    expect(counted).to.be.at.most(5);
  });
});
