/** What the element lends to the part of it that is loaded on first use. */
import { css, html, nothing } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import { external } from '../../dom/icons.js';
import type { Lent } from './full/borrowed.js';
import { stateText } from './views.js';

export const lent: Lent = { html, css, nothing, createRef, ref, repeat, stateText, external };
