import { css } from 'lit';

/**
 * How blocks of code look, and the colours of what is in them. Part of the stylesheet of Markdown,
 * whose private properties it reads.
 *
 * Tokens: `--miptech-code-comment`, `-keyword`, `-string`, `-number`, `-function`, `-type`, `-property`
 * and `-deleted`; each default is readable on the background of code.
 */
export const codeStyles = css`
  [part~='md-code-block'] {
    border: var(--_border-width, 1px) solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_sunken);
    color: var(--_text);
    overflow: hidden;
  }

  [part~='md-code-header'] {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--_space);
    padding: calc(var(--_space) * 0.5) var(--_space);
    padding-inline-start: calc(var(--_space) * 1.5);
    border-block-end: var(--_border-width, 1px) solid var(--_border);
    color: var(--_muted);
    font-size: 0.8em;
    line-height: 1.4;
  }

  [part~='md-code-language'] {
    flex: 1 1 auto;
    font-family: var(--_mono);
  }

  [part~='md-copy'] {
    --_sheet: var(--_sunken);
    display: inline-flex;
    align-items: center;
    gap: 0.5em;
    min-block-size: 24px;
    padding: 0.2em 0.7em;
    border: var(--_border-width, 1px) solid transparent;
    border-radius: calc(var(--_radius) / 2);
    background: none;
    color: inherit;
    font: inherit;
    cursor: pointer;
  }

  /* Two sheets, the one behind is a shadow: no node and no image for each block. */
  [part~='md-copy']::before {
    content: '';
    box-sizing: border-box;
    inline-size: 0.75em;
    block-size: 0.75em;
    margin: 0.25em 0 0 0.25em;
    border: 1.4px solid;
    border-radius: 0.2em;
    background: var(--_sheet);
    box-shadow:
      -0.22em -0.22em 0 -1.4px var(--_sheet),
      -0.22em -0.22em;
  }

  [part~='md-copy']:hover {
    --_sheet: var(--_surface);
    border-color: var(--_border);
    background: var(--_surface);
    color: var(--_text);
  }

  [part~='md-code'] {
    margin: 0;
    padding: calc(var(--_space) * 1.5);
    overflow-x: auto;
    overflow-wrap: normal;
    font-family: var(--_mono);
    font-size: 0.88em;
    line-height: 1.55;
    text-align: left;
    tab-size: 4;
    white-space: pre;
  }

  [part~='md-code'] code {
    font: inherit;
  }

  [part~='md-copy']:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }

  [part~='md-code']:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: -3px;
  }

  /* Forced colours are the reader's choice of two or three, and code is read without any. */
  @media (forced-colors: none) {
    [part~='md-token-comment'] {
      color: var(--miptech-code-comment, light-dark(#636a7d, #9ba1b3));
    }

    [part~='md-token-keyword'] {
      color: var(--miptech-code-keyword, light-dark(#a3238e, #f092dd));
    }

    [part~='md-token-string'] {
      color: var(--miptech-code-string, light-dark(#0e6e4a, #7fd6a8));
    }

    [part~='md-token-number'] {
      color: var(--miptech-code-number, light-dark(#a04a00, #f2b273));
    }

    [part~='md-token-function'] {
      color: var(--miptech-code-function, light-dark(#2450d8, #8fb0ff));
    }

    [part~='md-token-type'] {
      color: var(--miptech-code-type, light-dark(#0a6577, #6fd0e6));
    }

    [part~='md-token-property'] {
      color: var(--miptech-code-property, light-dark(#6b45b8, #c3a8ff));
    }

    [part~='md-token-deleted'] {
      color: var(--miptech-code-deleted, light-dark(#c0263b, #ff8f98));
    }
  }

  @media print {
    [part~='md-copy'] {
      display: none;
    }

    [part~='md-code'] {
      white-space: pre-wrap;
    }
  }
`;
