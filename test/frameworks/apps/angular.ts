/**
 * The app in Angular 21, without zone.js: control flow, signals, and a view that is taken out and
 * put in elsewhere, as a router's reuse strategy does it.
 */
import '@angular/compiler';
import {
  Component,
  computed,
  CUSTOM_ELEMENTS_SCHEMA,
  Directive,
  effect,
  ElementRef,
  inject,
  InjectionToken,
  Input,
  provideZonelessChangeDetection,
  signal,
  TemplateRef,
  ViewChild,
  ViewContainerRef,
} from '@angular/core';
import type { EmbeddedViewRef, Signal } from '@angular/core';
import { createApplication } from '@angular/platform-browser';
import { perform } from './stage.js';
import type { State, Surroundings } from './stage.js';

const STATE = new InjectionToken<Signal<State>>('state');
const SURROUNDINGS = new InjectionToken<Surroundings>('surroundings');

@Directive({ selector: 'dialog[modal]' })
class Modal {
  readonly #dialog = inject<ElementRef<HTMLDialogElement>>(ElementRef).nativeElement;

  @Input() set modal(open: boolean) {
    if (open && !this.#dialog.open) this.#dialog.showModal();
  }
}

@Component({
  selector: 'app-page',
  imports: [Modal],
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <section id="left"><ng-container #left /></section>
    <section id="right"><ng-container #right /></section>
    <ng-template #support>
      <miptech-provider
        id="support"
        [attr.api-url]="page.apiUrl"
        tenant-id="miptech-company"
        [attr.ping-interval]="state().pingInterval"
        [reconnectDelay]="state().reconnectDelay"
        [debug]="state().debug"
        [getAuthToken]="token()"
        (miptech-session-change)="page.heard($event)"
        (miptech-connection-change)="page.heard($event)"
        (miptech-message)="page.heard($event)"
        (miptech-error)="page.heard($event)"
      >
        <miptech-login [heading]="state().heading" [strings]="strings()">
          @if (state().logo) {
            <strong slot="header">Example Ltd</strong>
          }
          @if (state().notice; as notice) {
            {{ notice }}
          }
          @for (name of state().links; track name) {
            <a [href]="'#' + name">{{ name }}</a>
          }
          @switch (state().help) {
            @case ('link') {
              <a href="#password">Forgot your password?</a>
            }
            @case ('button') {
              <button type="button">Call us</button>
            }
          }
        </miptech-login>
        @if (state().chat) {
          <miptech-chat (miptech-send)="page.heard($event)">
            <p slot="empty">Ask us anything.</p>
          </miptech-chat>
        }
        <miptech-status [display]="state().compact ? 'compact' : 'panel'" />
      </miptech-provider>
    </ng-template>
    @if (state().dialog !== 'none') {
      <dialog aria-label="Partners" [modal]="state().dialog === 'open'" (close)="page.closed()">
        <miptech-provider
          [attr.api-url]="page.apiUrl"
          tenant-id="acme-corp"
          access-token-key="acme"
          refresh-token-key="acme-refresh"
        >
          <miptech-login [textContent]="state().caption" />
        </miptech-provider>
      </dialog>
    }
  `,
})
class Page {
  readonly state = inject(STATE);
  readonly page = inject(SURROUNDINGS);
  // A new function and a new object at each change of the state.
  readonly token = computed(() => {
    const { token } = this.state();
    return token === null ? null : () => Promise.resolve(token);
  });
  readonly strings = computed(() => {
    const { signIn } = this.state();
    return signIn === null ? null : { signIn };
  });
  @ViewChild('left', { read: ViewContainerRef, static: true }) left!: ViewContainerRef;
  @ViewChild('right', { read: ViewContainerRef, static: true }) right!: ViewContainerRef;
  @ViewChild('support', { static: true }) support!: TemplateRef<unknown>;
  #view: EmbeddedViewRef<unknown> | undefined;

  constructor() {
    effect(() => {
      const { place, away } = this.state();
      const container = place === 'left' ? this.left : this.right;
      this.#view ??= this.support.createEmbeddedView({});
      const at = container.indexOf(this.#view);
      if (away && at >= 0) container.detach(at);
      else if (!away && at < 0) container.insert(this.#view);
    });
  }
}

await perform(async (place, first, page) => {
  const state = signal(first);
  const app = await createApplication({
    providers: [
      provideZonelessChangeDetection(),
      { provide: STATE, useValue: state },
      { provide: SURROUNDINGS, useValue: page },
    ],
  });
  app.bootstrap(Page, place);
  return {
    update: async (next) => {
      state.set(next);
      await app.whenStable();
    },
    unmount: () => app.destroy(),
  };
});
