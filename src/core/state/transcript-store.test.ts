import { expect } from '@open-wc/testing';
import { emptyTranscript } from './transcript.js';
import { transcriptStore } from './transcript-store.js';

describe('a transcript', () => {
  it('wakes nobody but who shows it for a piece of an answer, and hides it from nobody', async () => {
    const store = transcriptStore();
    const heard: string[] = [];
    store.subscribe(() => heard.push('whole'));
    store.outline.subscribe(() => heard.push('outline'));
    const grown = { ...emptyTranscript, chatId: 'grown' };
    store.grow(grown);
    await Promise.resolve();
    expect(heard).to.deep.equal(['whole']);
    expect(store.outline.get() === grown).to.equal(true);
    store.set({ ...grown, loading: true });
    await Promise.resolve();
    expect(heard).to.deep.equal(['whole', 'whole', 'outline']);
  });
});
