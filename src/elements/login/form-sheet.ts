/**
 * Gives the light-DOM form its styles: one constructable sheet, adopted by the document or shadow
 * root that holds a login. A `<style>` element would need a page's CSP to allow inline styles.
 */
import { unsafeCSS } from 'lit';
import { controls } from '../../dom/tokens.js';
import { formStyles } from './form-styles.js';

type Root = Document | ShadowRoot;

const holders = new WeakMap<Root, number>();

// Nested in the tag, so that class names such as `button` do not reach the page's own. What the
// page's rules for plain tags (a CSS reset, a framework's `input`) set is taken back first.
// Put together as text, because the build's minifier reads no sheet nested in a sheet.
const sheet = unsafeCSS(`
  miptech-login > .miptech-light {
    :not(svg, svg *) {
      all: revert;
      box-sizing: border-box;
    }

    ${controls.cssText}
    ${formStyles.cssText}
  }

  @keyframes miptech-spin {
    to {
      rotate: 1turn;
    }
  }
`);

function change(root: Root, by: 1 | -1): void {
  const { styleSheet } = sheet;
  if (styleSheet === undefined) return;
  const before = holders.get(root) ?? 0;
  const now = before + by;
  holders.set(root, now);
  const others = root.adoptedStyleSheets.filter((adopted) => adopted !== styleSheet);
  if (before === 0) root.adoptedStyleSheets = [...others, styleSheet];
  else if (now === 0) root.adoptedStyleSheets = others;
}

/** Has `root` show forms with their styles, until the answer is called as often as this. */
export function holdFormStyles(root: Root): () => void {
  change(root, 1);
  return () => {
    change(root, -1);
  };
}
