import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import '../../define/login.js';
import { MemoryClient } from '../../testing/memory-client.js';
import type { MiptechLogin } from './login.js';

describe('<miptech-login>: the language', () => {
  it('the form in the page’s own tree has it, and English is marked there too', async () => {
    const client = new MemoryClient({ session: { phase: 'signed-out' } });
    const element = await fixture<MiptechLogin>(
      html`<miptech-login lang="tlh" mode="register" .client=${client}></miptech-login>`,
    );
    const form = (): HTMLElement => element.querySelector('.miptech-light') as HTMLElement;
    const hint = (): string => element.querySelector('.miptech-hint')?.textContent ?? '';
    expect(hint()).to.equal('At least 8 characters.');
    expect(form().lang).to.equal('en');
    const field = element.querySelector<HTMLInputElement>('input[name=email]') as HTMLInputElement;
    field.value = 'typed@example.com';
    element.lang = 'ar';
    // In digits of either kind, as the browser has them for Arabic.
    await waitUntil(() => hint().endsWith(' أحرف على الأقل.'), 'Arabic', { timeout: 5000 });
    expect(form().hasAttribute('lang')).to.equal(false);
    // Nothing that was typed goes with the words around it.
    expect(element.querySelector('input[name=email]')).to.equal(field);
    expect(field.value).to.equal('typed@example.com');
    element.querySelector<HTMLButtonElement>('button[type=submit]')?.click();
    await waitUntil(() => element.querySelector('.miptech-problem') !== null);
    expect(element.querySelector('.miptech-problem')?.textContent).to.contain('يُرجى إدخال');
  });
});
