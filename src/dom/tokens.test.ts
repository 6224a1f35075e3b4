import { expect, fixture, html } from '@open-wc/testing';
import { LitElement } from 'lit';
import { tokens } from './tokens.js';

class Swatch extends LitElement {
  static override styles = tokens;
}
customElements.define('test-swatch', Swatch);

type Colour = readonly [number, number, number];

/** What the browser makes of a private property, as sRGB bytes. */
function colour(element: Swatch, name: string): Colour {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  element.shadowRoot?.append(probe);
  const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('no canvas');
  context.fillStyle = getComputedStyle(probe).color;
  context.fillRect(0, 0, 1, 1);
  probe.remove();
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}

function luminance(colour: Colour): number {
  const [red, green, blue] = colour.map((byte) => {
    const part = byte / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as unknown as Colour;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: Colour, other: Colour): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const texts: readonly (readonly [string, readonly string[]])[] = [
  [
    '--_text',
    ['--_surface', '--_surface-sunken', '--_surface-raised', '--_accent-soft', '--_danger-soft'],
  ],
  ['--_muted', ['--_surface', '--_surface-sunken', '--_surface-raised', '--_accent-soft']],
  ['--_accent', ['--_surface', '--_surface-sunken', '--_surface-raised', '--_accent-soft']],
  ['--_on-accent', ['--_accent']],
  ['--_danger', ['--_surface', '--_surface-sunken', '--_danger-soft']],
  ['--_warning', ['--_surface', '--_surface-sunken', '--_warning-soft']],
  ['--_success', ['--_surface', '--_surface-sunken', '--_success-soft']],
];

async function swatch(): Promise<Swatch> {
  return fixture<Swatch>(html`<test-swatch></test-swatch>`);
}

describe('tokens', () => {
  afterEach(() => {
    document.documentElement.removeAttribute('style');
  });

  for (const scheme of ['light', 'dark']) {
    it(`text is readable: 4.5 to 1 on every surface, ${scheme}`, async () => {
      document.documentElement.style.colorScheme = scheme;
      const element = await swatch();
      for (const [text, surfaces] of texts) {
        for (const surface of surfaces) {
          const found = contrast(colour(element, text), colour(element, surface));
          expect(found, `${text} on ${surface}`).to.be.at.least(4.5);
        }
      }
      for (const line of ['--_border-strong', '--_focus']) {
        const found = contrast(colour(element, line), colour(element, '--_surface'));
        expect(found, `${line} on --_surface`).to.be.at.least(3);
      }
    });
  }

  it('color-scheme of any ancestor decides between light and dark', async () => {
    const element = await swatch();
    const light = colour(element, '--_surface');
    const box = element.parentElement as HTMLElement;
    box.style.colorScheme = 'dark';
    expect(luminance(colour(element, '--_surface'))).to.be.lessThan(0.05);
    expect(luminance(light)).to.be.greaterThan(0.9);
    box.style.colorScheme = '';
  });

  it('a value set on :root, on an ancestor or on the element is inherited into it', async () => {
    const element = await swatch();
    document.documentElement.style.setProperty('--miptech-color-accent', 'rgb(1, 2, 3)');
    expect(colour(element, '--_accent')).to.deep.equal([1, 2, 3]);
    const box = element.parentElement as HTMLElement;
    box.style.setProperty('--miptech-color-accent', 'rgb(4, 5, 6)');
    expect(colour(element, '--_accent')).to.deep.equal([4, 5, 6]);
    element.style.setProperty('--miptech-color-accent', 'rgb(7, 8, 9)');
    expect(colour(element, '--_accent')).to.deep.equal([7, 8, 9]);
    box.removeAttribute('style');
  });

  it('a page with a tiny root font still gets readable text, a large one larger text', async () => {
    const element = await swatch();
    const size = (): number => parseFloat(getComputedStyle(element).fontSize);
    document.documentElement.style.fontSize = '62.5%';
    expect(size()).to.equal(14);
    document.documentElement.style.fontSize = '200%';
    expect(size()).to.equal(30);
  });
});
