import { css } from 'lit';
import { codeStyles } from './code-styles.js';

/**
 * How Markdown looks. Reads the page's tokens and knows the parts, not the templates:
 * `md-paragraph`, `md-heading` with `md-h1` to `md-h6` (the level as written), `md-strong`, `md-em`,
 * `md-del`, `md-link`, `md-image`, `md-citation`, `md-list`, `md-item` (with `md-task-item`), `md-task`,
 * `md-quote`, `md-rule`, `md-code-inline`, `md-code-block` with `md-code-header`, `md-code-language`,
 * `md-code-status`, `md-copy` and `md-code`, `md-table-scroll` with `md-table`, `md-row` and `md-cell`
 * (with `md-header-cell`).
 *
 * Tokens: `--miptech-color-text`, `-muted`, `-border`, `-surface`, `-surface-sunken`, `-accent`,
 * `--miptech-radius`, `--miptech-font-mono`, `--miptech-space`. Without them it takes the system's
 * colours, which follow `color-scheme`.
 */
export const markdownStyles = css`
  [part~='md-paragraph'],
  [part~='md-heading'],
  [part~='md-list'],
  [part~='md-quote'],
  [part~='md-rule'],
  [part~='md-code-block'],
  [part~='md-table-scroll'] {
    --_text: var(--miptech-color-text, CanvasText);
    --_muted: var(--miptech-color-muted, color-mix(in srgb, CanvasText 70%, Canvas));
    --_border: var(--miptech-color-border, color-mix(in srgb, CanvasText 20%, Canvas));
    --_surface: var(--miptech-color-surface, Canvas);
    --_sunken: var(--miptech-color-surface-sunken, color-mix(in srgb, CanvasText 6%, Canvas));
    --_accent: var(--miptech-color-accent, LinkText);
    --_radius: var(--miptech-radius, 0.5rem);
    --_mono: var(--miptech-font-mono, ui-monospace, 'SF Mono', Menlo, Consolas, monospace);
    --_space: var(--miptech-space, 0.5rem);
    box-sizing: border-box;
    max-inline-size: 100%;
    margin: 0;
    line-height: calc(var(--miptech-line-height, 1.5) + 0.1);
    overflow-wrap: anywhere;
  }

  /* Rhythm: space only between blocks, so a message starts and ends flush with its bubble. */
  :is(
      [part~='md-paragraph'],
      [part~='md-heading'],
      [part~='md-list'],
      [part~='md-quote'],
      [part~='md-rule'],
      [part~='md-code-block'],
      [part~='md-table-scroll']
    )
    + :is(
      [part~='md-paragraph'],
      [part~='md-list'],
      [part~='md-quote'],
      [part~='md-code-block'],
      [part~='md-table-scroll']
    ) {
    margin-block-start: calc(var(--_space) * 1.5);
  }

  :is([part~='md-quote'], [part~='md-code-block'], [part~='md-table-scroll'])
    + :is([part~='md-paragraph'], [part~='md-list'], [part~='md-quote'], [part~='md-code-block']),
  [part] + :is([part~='md-quote'], [part~='md-code-block'], [part~='md-table-scroll']) {
    margin-block-start: calc(var(--_space) * 2);
  }

  [part~='md-heading'] {
    font-weight: 650;
    line-height: 1.3;
    text-wrap: balance;
  }

  [part~='md-heading']
    + :is(
      [part~='md-paragraph'],
      [part~='md-list'],
      [part~='md-quote'],
      [part~='md-code-block'],
      [part~='md-table-scroll']
    ) {
    margin-block-start: var(--_space);
  }

  * + [part~='md-heading'] {
    margin-block-start: calc(var(--_space) * 3);
  }

  [part~='md-heading'] + [part~='md-heading'] {
    margin-block-start: calc(var(--_space) * 1.5);
  }

  [part~='md-h1'] {
    font-size: 1.45em;
  }

  [part~='md-h2'] {
    font-size: 1.25em;
  }

  [part~='md-h3'] {
    font-size: 1.1em;
  }

  [part~='md-h4'],
  [part~='md-h5'] {
    font-size: 1em;
  }

  [part~='md-h6'] {
    font-size: 0.9em;
    color: var(--_muted);
  }

  [part~='md-strong'] {
    font-weight: 650;
  }

  [part~='md-link'] {
    /* What overrides direction in a link's text must not reorder the line around it. */
    unicode-bidi: isolate;
    color: var(--_accent);
    text-decoration: underline;
    text-decoration-thickness: from-font;
    text-underline-offset: 0.15em;
  }

  [part~='md-link']:hover {
    text-decoration-thickness: 2px;
  }

  [part~='md-citation'] {
    display: inline-block;
    box-sizing: border-box;
    min-inline-size: 1.7em;
    padding: 0 0.45em;
    margin-inline: 0.15em;
    border: var(--_border-width, 1px) solid var(--_border);
    border-radius: 1em;
    background: var(--_sunken);
    color: var(--_accent);
    font: inherit;
    font-size: 0.72em;
    line-height: 1.5;
    text-align: center;
    text-decoration: none;
    vertical-align: 0.25em;
    cursor: pointer;
  }

  [part~='md-citation']:hover {
    border-color: currentColor;
  }

  [part~='md-image'] {
    max-inline-size: 100%;
    max-block-size: min(24rem, 75vh);
    border-radius: calc(var(--_radius) / 2);
    vertical-align: middle;
  }

  [part~='md-list'] {
    padding: 0;
    padding-inline-start: 1.6em;
  }

  ol[part~='md-list'] {
    padding-inline-start: 2.2em;
  }

  [part~='md-item'] + [part~='md-item'] {
    margin-block-start: calc(var(--_space) * 0.5);
  }

  [part~='md-item']:has(> [part~='md-paragraph']) + [part~='md-item'] {
    margin-block-start: calc(var(--_space) * 1.5);
  }

  [part~='md-item'] > [part~='md-list'] {
    margin-block-start: calc(var(--_space) * 0.5);
  }

  [part~='md-item'] > :is([part~='md-code-block'], [part~='md-table-scroll'], [part~='md-quote']) {
    margin-block: var(--_space);
  }

  /* A table scrolls; a name broken at each hyphen would make it as narrow as it is unreadable. */
  [part~='md-cell'] [part~='md-code-inline'] {
    white-space: nowrap;
  }

  [part~='md-item']::marker {
    color: var(--_muted);
    font-variant-numeric: tabular-nums;
  }

  [part~='md-task-item'] {
    list-style: none;
  }

  /* Drawn here, since a disabled box of the browser's is too faint to read. */
  [part~='md-task'] {
    appearance: none;
    box-sizing: border-box;
    display: inline-grid;
    place-content: center;
    inline-size: 1.05em;
    block-size: 1.05em;
    margin: 0;
    margin-inline: -1.5em 0.45em;
    border: 1.5px solid var(--_muted);
    border-radius: 0.25em;
    vertical-align: text-bottom;
  }

  [part~='md-task']:checked {
    border-color: var(--_accent);
    background: var(--_accent);
  }

  [part~='md-task']:checked::before {
    content: '';
    inline-size: 0.28em;
    block-size: 0.55em;
    border: solid var(--_surface);
    border-width: 0 2px 2px 0;
    transform: translateY(-0.06em) rotate(45deg);
  }

  [part~='md-quote'] {
    padding-inline-start: calc(var(--_space) * 2);
    border-inline-start: 3px solid var(--_border);
    color: var(--_muted);
  }

  [part~='md-rule'] {
    block-size: 0;
    border: 0;
    border-block-start: var(--_border-width, 1px) solid var(--_border);
    margin-block: calc(var(--_space) * 3);
  }

  [part~='md-code-inline'] {
    padding: 0.15em 0.35em;
    border-radius: calc(var(--_radius) / 2);
    background: var(--_sunken);
    font-family: var(--_mono);
    font-size: 0.88em;
    /* Code reads from left to right inside any text. */
    direction: ltr;
    unicode-bidi: isolate;
  }

  [part~='md-link'] [part~='md-code-inline'] {
    color: inherit;
  }

  ${codeStyles}

  [part~='md-table-scroll'] {
    overflow-x: auto;
    border: var(--_border-width, 1px) solid var(--_border);
    border-radius: var(--_radius);
  }

  [part~='md-table'] {
    min-inline-size: 100%;
    border-collapse: collapse;
    font-size: 0.94em;
    line-height: 1.45;
    /* Wide tables scroll; columns of single letters would not help. */
    overflow-wrap: break-word;
  }

  [part~='md-cell'] {
    min-inline-size: 4ch;
    max-inline-size: 48ch;
    padding: var(--_space) calc(var(--_space) * 1.5);
    border-block-end: var(--_border-width, 1px) solid var(--_border);
    text-align: start;
    vertical-align: top;
  }

  [part~='md-header-cell'] {
    background: var(--_sunken);
    font-weight: 650;
    vertical-align: bottom;
  }

  tbody [part~='md-row']:last-child > [part~='md-cell'] {
    border-block-end: 0;
  }

  [part~='md-cell'][data-align='left'] {
    text-align: left;
  }

  [part~='md-cell'][data-align='center'] {
    text-align: center;
  }

  [part~='md-cell'][data-align='right'] {
    text-align: right;
    font-variant-numeric: tabular-nums;
  }

  :is([part~='md-link'], [part~='md-citation'], [part~='md-table-scroll']):focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
`;
