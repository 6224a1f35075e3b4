import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { adoptStyles } from 'lit';
import { markdownStyles } from './index.js';
import type { ImagePolicy } from './index.js';
import { Message, shown } from './test-support.js';

const own = (path: string): string => new URL(path, location.href).href;
// Another port is another origin.
const foreign = own('/cat.png').replace(location.host, 'localhost:1');

/** Whether each of these addresses is an image under the policy, or a link only. */
const images = (policy: ImagePolicy, ...addresses: string[]): boolean[] =>
  addresses.map((address) => {
    const element = shown(`![A cat](${address})`, { streaming: false, images: policy });
    expect(element.querySelector('a')?.getAttribute('href')).to.equal(address);
    expect(element.querySelector('img')?.alt ?? element.textContent).to.equal('A cat');
    return element.querySelector('img') !== null;
  });

describe('images', () => {
  it('an address that the policy does not name is asked for nothing', () => {
    const addresses = [own('/cat.png'), 'https://img.example/cat.png', foreign];
    expect(images('none', ...addresses)).to.deep.equal([false, false, false]);
    expect(images('same-origin', ...addresses)).to.deep.equal([true, false, false]);
    expect(images('https', ...addresses)).to.deep.equal([true, true, false]);
  });

  it('without a policy an image is a link', () => {
    expect(shown('![A](https://img.example/a.png)').querySelector('img') === null).to.equal(true);
  });

  it('an image within a link leads where the link does', () => {
    const text = `[![A cat](${own('/a.png')})](https://a.example)`;
    const element = shown(text, { streaming: false, images: 'same-origin' });
    expect(element.querySelectorAll('a').length).to.equal(1);
    expect(element.querySelector('a > img')).to.not.equal(null);
    expect(element.querySelector('a')?.getAttribute('href')).to.equal('https://a.example/');
  });

  it('an image that fails leaves its words and a link to it, in the width there is', async () => {
    const host = await fixture<HTMLElement>(html`<div style="inline-size: 320px"></div>`);
    const root = host.attachShadow({ mode: 'open' });
    adoptStyles(root, [markdownStyles]);
    const message = new Message();
    root.append(message.container);
    const address = own('/there-is-no-such-image.png');
    message.show(`![A cat on a mat](${address})`, { streaming: false, images: 'same-origin' });
    const image = root.querySelector('img');
    if (image === null) throw new Error('no image');
    await waitUntil(() => image.complete, 'still loading');
    expect(image.naturalWidth).to.equal(0);
    const { width, height } = image.getBoundingClientRect();
    expect(width).to.be.within(40, 320);
    expect(height).to.be.within(10, 100);
    expect(image.closest('a')?.href).to.equal(address);
  });

  it('a picture without words is named by its address', () => {
    const text = `![](${own('/a.png')})`;
    const element = shown(text, { streaming: false, images: 'same-origin' });
    expect(element.querySelector('img')?.alt).to.equal(own('/a.png'));
  });

  it('a large image stays within the message', async () => {
    const host = await fixture<HTMLElement>(html`<div style="inline-size: 320px"></div>`);
    const root = host.attachShadow({ mode: 'open' });
    adoptStyles(root, [markdownStyles]);
    const message = new Message();
    root.append(message.container);
    message.show(`![A](${own('/a.png')})`, { streaming: false, images: 'same-origin' });
    const image = root.querySelector('img');
    if (image === null) throw new Error('no image');
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [1200, 2400];
    image.src = canvas.toDataURL();
    await waitUntil(() => image.naturalWidth === canvas.width, 'not loaded');
    const { width, height } = image.getBoundingClientRect();
    expect(width).to.be.at.most(320);
    expect(height).to.be.at.most(384);
    expect(width / height).to.be.closeTo(0.5, 0.01);
  });
});
