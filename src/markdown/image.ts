import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import type { ImagePolicy } from './options.js';

/** An image of an answer: whether it may be loaded, and how. Knows no link around it. */

/** True where the policy lets an image be loaded from this absolute address. */
export function mayLoad(address: string, images: ImagePolicy): boolean {
  if (images === 'none') return false;
  const { origin, protocol } = new URL(address);
  return origin === location.origin || (images === 'https' && protocol === 'https:');
}

/** The image; where it never comes, its `alternative`. `hint` is shown to whoever points at it. */
export function renderImage(
  source: string,
  alternative: string,
  hint: string | undefined,
): TemplateResult {
  // The source comes last: from then on the browser loads, by what it knows of the image.
  return html`<img
    part="md-image"
    loading="lazy"
    decoding="async"
    referrerpolicy="no-referrer"
    alt=${alternative}
    title=${ifDefined(hint)}
    src=${source}
  />`;
}
