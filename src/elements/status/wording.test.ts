import { expect } from '@open-wc/testing';
import { spaced } from './wording.js';

describe('names of code as words', () => {
  for (const [name, words] of [
    ['messages_today', 'messages today'],
    ['messagesToday', 'messages today'],
    ['api_calls_per_minute', 'API calls per minute'],
    ['ai_responses', 'AI responses'],
    ['maintained', 'maintained'],
  ] as const) {
    it(`${name}: ${words}`, () => {
      expect(spaced(name)).to.equal(words);
    });
  }
});
