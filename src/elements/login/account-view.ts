/**
 * Who is signed in, and the menu of the account, as template functions of plain values. Stands in
 * the shadow tree, where the page's own items have their slot. Knows no client.
 */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import type { User } from '../../core/index.js';
import type { PopoverMenuHandlers } from '../../dom/popover-menu.js';
import { chevron } from './drawings.js';
import type { LoginStrings } from './strings.js';

export interface AccountHandlers extends PopoverMenuHandlers {
  readonly signOut: () => void;
}

/** Native: a press on the button while the menu is open closes it, and is no press elsewhere. */
function opensMenu(button: Element | undefined): void {
  button?.setAttribute('popovertarget', 'menu');
}

function initialOf(title: string): string {
  return /\p{L}|\p{N}/u.exec(title)?.[0].toLocaleUpperCase() ?? '';
}

export function accountView(
  user: User | null,
  strings: LoginStrings,
  handlers: AccountHandlers,
): TemplateResult {
  const name = user?.name ?? '';
  const email = user?.email ?? '';
  const title = name || email || strings.signedIn;
  return html`<div class="account" part="account" role="group" aria-label=${strings.signedIn}>
    <button
      class="button quiet account-button"
      part="account-button"
      type="button"
      ${ref(opensMenu)}
      @keydown=${handlers.openKey}
    >
      <span class="avatar" part="avatar" aria-hidden="true">${initialOf(title)}</span>
      <span class="person">
        <span class="name" part="name">${title}</span>
        ${
          name !== '' && email !== ''
            ? html`<span class="email" part="email">${email}</span>`
            : nothing
        }
      </span>
      ${chevron}
    </button>
    <div
      class="menu"
      part="menu"
      id="menu"
      .popover=${'auto'}
      role="group"
      aria-label=${strings.account}
      @keydown=${handlers.menuKey}
      @click=${handlers.press}
      @beforetoggle=${handlers.toggle}
      @focusout=${handlers.leave}
    >
      ${
        email === ''
          ? nothing
          : html`<p class="menu-person">
              <span>${strings.signedInAs}</span> <span class="email">${email}</span>
            </p>`
      }
      <slot name="menu"></slot>
      <button
        class="button quiet sign-out"
        part="sign-out"
        type="button"
        @click=${handlers.signOut}
      >
        ${strings.signOut}
      </button>
    </div>
  </div>`;
}
