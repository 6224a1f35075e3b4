/* eslint-disable @typescript-eslint/no-deprecated -- the older way to copy is the one tested */
import { expect, fixture, html } from '@open-wc/testing';
import { copyText } from './clipboard.js';

describe('the clipboard', () => {
  const { clipboard } = navigator;
  const { execCommand } = document;
  const offer = (value: Partial<Clipboard> | undefined): void => {
    Object.defineProperty(navigator, 'clipboard', { value, configurable: true });
  };

  afterEach(() => {
    offer(clipboard);
    document.execCommand = execCommand;
  });

  it('without a secure context a selection is copied, and the focus comes back', async () => {
    offer(undefined);
    const selected: string[] = [];
    document.execCommand = (verb) => {
      const field = root.activeElement as HTMLTextAreaElement;
      selected.push(verb, field.value.slice(field.selectionStart, field.selectionEnd));
      return true;
    };
    const host = await fixture<HTMLElement>(html`<div></div>`);
    const root = host.attachShadow({ mode: 'open' });
    const button = document.createElement('button');
    root.append(button);
    button.focus();
    expect(await copyText('a\nb', root)).to.equal(true);
    expect(selected).to.deep.equal(['copy', 'a\nb']);
    expect(root.childElementCount).to.equal(1);
    expect(root.activeElement === button).to.equal(true);
  });

  it('a refused permission takes the other way; both refused is no success', async () => {
    offer({ writeText: () => Promise.reject(new Error('not allowed')) });
    document.execCommand = () => false;
    expect(await copyText('a', document.body)).to.equal(false);
    expect(document.querySelector('textarea')).to.equal(null);
  });
});
