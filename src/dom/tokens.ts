/**
 * The look that all elements share: every public custom property with its default, and the styles
 * of the controls. Knows no element.
 *
 * A page sets `--miptech-…` on any ancestor or on the element; elements read the private `--_…`,
 * so a default given here never stands in the way of a value inherited from the page. Light and
 * dark follow the `color-scheme` at the element, as the page or the person's system sets it.
 */
import { css } from 'lit';

/** The private properties, for a rule of one's own: `:host` below, or the tag in a light tree. */
export const tokenDeclarations = css`
  --_text: var(--miptech-color-text, light-dark(#1b1d27, #e9eaf0));
  --_muted: var(--miptech-color-muted, light-dark(#5f6577, #9ba1b3));
  --_surface: var(--miptech-color-surface, light-dark(#ffffff, #16171d));
  --_surface-sunken: var(--miptech-color-surface-sunken, light-dark(#f5f6f9, #1f2129));
  --_surface-raised: var(--miptech-color-surface-raised, light-dark(#ffffff, #23252e));
  --_border: var(--miptech-color-border, light-dark(#e3e5ec, #30333e));
  --_border-strong: var(--miptech-color-border-strong, light-dark(#868da0, #777d91));
  --_accent: var(--miptech-color-accent, light-dark(#4450e6, #98a2ff));
  --_on-accent: var(--miptech-color-on-accent, light-dark(#ffffff, #101225));
  --_accent-soft: var(
    --miptech-color-accent-soft,
    color-mix(in oklab, var(--_accent) 10%, var(--_surface))
  );
  --_danger: var(--miptech-color-danger, light-dark(#c0263b, #ff8f98));
  --_danger-soft: color-mix(in oklab, var(--_danger) 8%, var(--_surface));
  --_warning: var(--miptech-color-warning, light-dark(#8f5a00, #f2bd62));
  --_warning-soft: color-mix(in oklab, var(--_warning) 9%, var(--_surface));
  --_success: var(--miptech-color-success, light-dark(#0f7a52, #5fd0a0));
  --_success-soft: color-mix(in oklab, var(--_success) 9%, var(--_surface));
  --_focus: var(--miptech-color-focus, var(--_accent));
  --_font: var(
    --miptech-font,
    ui-sans-serif,
    system-ui,
    -apple-system,
    'Segoe UI',
    Roboto,
    'Helvetica Neue',
    'Noto Sans',
    sans-serif
  );
  --_font-mono: var(
    --miptech-font-mono,
    ui-monospace,
    'SF Mono',
    Menlo,
    Consolas,
    'Liberation Mono',
    monospace
  );
  --_font-size: var(--miptech-font-size, max(0.9375rem, 14px));
  --_radius: var(--miptech-radius, 14px);
  --_radius-small: var(--miptech-radius-small, calc(var(--_radius) * 0.7));
  --_space: var(--miptech-space, max(0.25rem, 4px));
  --_border-width: var(--miptech-border-width, 1px);
  --_shadow: var(
    --miptech-shadow,
    0 1px 2px light-dark(rgb(27 29 39 / 5%), rgb(0 0 0 / 30%)),
    0 12px 32px -8px light-dark(rgb(27 29 39 / 12%), rgb(0 0 0 / 50%))
  );
  --_line-height: var(--miptech-line-height, 1.5);
  --_fast: var(--miptech-duration, 140ms) cubic-bezier(0.2, 0, 0, 1);
`;

/** For the `styles` of every element with a shadow root. */
export const tokens = css`
  :host {
    ${tokenDeclarations}
    box-sizing: border-box;
    color: var(--_text);
    font-family: var(--_font);
    font-size: var(--_font-size);
    font-weight: 400;
    font-style: normal;
    line-height: var(--_line-height);
    letter-spacing: normal;
    text-align: start;
    text-transform: none;
    -webkit-text-size-adjust: 100%;
    text-size-adjust: 100%;
  }

  :host([density='compact' i]) {
    --_font-size: calc(var(--miptech-font-size, max(0.9375rem, 14px)) * 0.9334);
    --_space: calc(var(--miptech-space, max(0.25rem, 4px)) * 0.75);
  }

  :host([hidden]) {
    display: none !important;
  }

  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
`;

/**
 * Buttons (`.button`, with `.primary`, `.quiet` or `.small`), fields (`.input`), the focus ring,
 * `.visually-hidden`, and respect for reduced motion. In a light tree it is nested in a rule for the
 * element's tag, or its class names would reach the page's own.
 */
export const controls = css`
  .icon {
    flex: none;
    inline-size: 1.25em;
    block-size: 1.25em;
  }

  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: calc(var(--_space) * 1.5);
    min-block-size: 2.5em;
    margin: 0;
    padding: calc(var(--_space) * 1.5) calc(var(--_space) * 4);
    border: var(--_border-width) solid var(--_border);
    border-radius: var(--_radius-small);
    background: var(--_surface-raised);
    color: var(--_text);
    font: inherit;
    font-weight: 550;
    line-height: 1.25;
    text-decoration: none;
    cursor: pointer;
    transition:
      background-color var(--_fast),
      border-color var(--_fast),
      color var(--_fast);
  }

  .button:not(:disabled):hover {
    background: color-mix(in oklab, var(--_text) 5%, var(--_surface-raised));
    border-color: color-mix(in oklab, var(--_text) 22%, var(--_border));
  }

  .button.primary {
    border-color: transparent;
    background: var(--_accent);
    color: var(--_on-accent);
  }

  .button.primary:not(:disabled):hover {
    background: color-mix(in oklab, var(--_text) 14%, var(--_accent));
  }

  .button.quiet {
    border-color: transparent;
    background: transparent;
  }

  .button.quiet:not(:disabled):hover {
    background: color-mix(in oklab, var(--_text) 7%, transparent);
  }

  .button.small {
    min-block-size: max(2em, 24px);
    padding: var(--_space) calc(var(--_space) * 2.5);
    font-size: 0.875em;
  }

  .button:disabled {
    background: color-mix(in oklab, var(--_text) 8%, var(--_surface));
    border-color: transparent;
    color: var(--_muted);
    cursor: default;
  }

  .input {
    display: block;
    inline-size: 100%;
    min-block-size: 2.75em;
    margin: 0;
    padding: calc(var(--_space) * 2) calc(var(--_space) * 3);
    border: var(--_border-width) solid var(--_border-strong);
    border-radius: var(--_radius-small);
    background: var(--_surface);
    color: var(--_text);
    font: inherit;
    transition: border-color var(--_fast);
  }

  .input:hover {
    border-color: color-mix(in oklab, var(--_text) 40%, var(--_border-strong));
  }

  .input::placeholder {
    color: var(--_muted);
    opacity: 1;
  }

  .input[aria-invalid='true'] {
    border-color: var(--_danger);
  }

  .button:focus-visible,
  .input:focus-visible,
  .link:focus-visible {
    outline: 2px solid var(--_focus);
    outline-offset: 2px;
  }

  .input:focus-visible {
    outline-offset: -1px;
    border-color: var(--_focus);
  }

  .link {
    border-radius: 3px;
    color: var(--_accent);
    text-decoration: underline;
    text-decoration-thickness: 1px;
    text-underline-offset: 0.2em;
  }

  .link:hover {
    text-decoration-thickness: 2px;
  }

  .visually-hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    padding: 0;
    border: 0;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  @media (forced-colors: active) {
    .button,
    .button.primary,
    .button.quiet {
      border-color: ButtonText;
    }

    .button:disabled {
      border-color: GrayText;
      color: GrayText;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    *,
    ::before,
    ::after {
      animation-duration: 1ms !important;
      animation-iteration-count: 1 !important;
      transition-duration: 1ms !important;
      scroll-behavior: auto !important;
    }
  }
`;
