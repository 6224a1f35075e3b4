import { expect } from '@open-wc/testing';
import sinon from 'sinon';
import { addLanguage, loadLanguage } from './languages.js';
import { choice } from './choice.js';
import { define } from './define.js';
import { rendered } from '../elements/chat/renderers.js';
import { memoryMessage } from '../testing/memory-client.js';
import '../define/login.js';
import '../define/provider.js';

describe('what the author of a page has to mend', () => {
  it('is found in the console among the lines of the log: same time, same name', async () => {
    const warn = sinon.stub(console, 'warn');
    const error = sinon.stub(console, 'error');
    const thrown = new Error('mine');
    const login = document.createElement('miptech-login');
    login.setAttribute('forgot-password-url', 'javascript:void 0');
    const provider = document.createElement('miptech-provider');
    try {
      choice(login, 'display', 'bubble', ['inline', 'full']);
      define(
        'miptech-login',
        class extends HTMLElement {
          static readonly version = '0.0.0-other';
        },
      );
      addLanguage('x-lost', () => Promise.reject(new Error('offline')));
      await loadLanguage('x-lost');
      const avatar = (): never => {
        throw thrown;
      };
      rendered({ avatar }, 'avatar', memoryMessage({ id: 'm', text: 'words' }));
      document.body.append(login, provider);
      await login.updateComplete;
      await provider.updateComplete;
    } finally {
      login.remove();
      provider.remove();
      warn.restore();
      error.restore();
    }
    const calls = [...warn.args, ...error.args] as unknown[][];
    for (const about of ['display=', 'version 0.0.0', 'x-lost', 'avatar', 'forgot-', 'tenant-id']) {
      const [line] = calls.find(([text]) => String(text).includes(about)) ?? [];
      expect(line, about).to.match(/^\[\d{4}-\d\d-\d\dT[\d:.]+Z\] \[MIPTech\] \S/);
    }
    const [, cause] = error.args.find(([text]) => String(text).includes('avatar')) ?? [];
    expect(cause, 'what the page’s own code threw').to.equal(thrown);
  });
});
