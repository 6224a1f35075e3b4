import { expect } from '@open-wc/testing';
import { chatTitle, standInTitle } from './chat-title.js';

describe('a title made of a question', () => {
  it('is the question where that is short, on one line', () => {
    expect(chatTitle('  How do I\n reset\tit? ')).to.equal('How do I reset it?');
  });

  it('is cut between words, without what hangs on the cut', () => {
    const title = chatTitle(
      'Please explain to me how the connection comes back, and when exactly it does',
    );
    expect(title).to.equal('Please explain to me how the connection comes back, and…');
    expect(chatTitle(`${'word '.repeat(11)}so, and more of it`)).to.match(/word so…$/);
  });

  it('is cut within a word that has no end', () => {
    expect(Array.from(chatTitle('x'.repeat(100)))).to.have.length(60);
    expect(Array.from(chatTitle('語'.repeat(100)))).to.have.length(60);
  });

  it('breaks no character in two', () => {
    expect(chatTitle('😀'.repeat(80))).to.equal(`${'😀'.repeat(59)}…`);
  });

  it('keeps a word that ends where the room does', () => {
    const words = `${'a'.repeat(40)} ${'b'.repeat(18)}`;
    expect(chatTitle(`${words} and more`)).to.equal(`${words}…`);
  });
});

describe('a title that stands in for none', () => {
  for (const title of ['', ' New Chat ', 'new chat session', 'Untitled']) {
    it(`is “${title}”`, () => {
      expect(standInTitle(title)).to.equal(true);
    });
  }

  it('is none that tells something', () => {
    expect(standInTitle('New chat about cats')).to.equal(false);
  });
});
