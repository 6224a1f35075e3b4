/** Shared by the tests of this folder: a login with a client, and what a person sees, hears and does. */
import type {
  Credentials,
  MiptechClient,
  MiptechError,
  Registration,
  SessionState,
} from '../../core/index.js';
import { define } from '../../dom/define.js';
import { MiptechLogin } from './login.js';

define('miptech-login', MiptechLogin);

export const user = { id: 'u1', email: 'ada@example.com', name: 'Ada Lovelace' };
export const secret = 'correct horse battery';
export const credentials = { email: user.email, password: secret };

export async function settle(element: MiptechLogin): Promise<void> {
  // A change after the first waits for a frame.
  for (let frames = 0; frames < 2; frames += 1) {
    await new Promise((resolve) => {
      requestAnimationFrame(resolve);
    });
  }
  await element.updateComplete;
}

const made = new Set<Element>();

afterEach(() => {
  for (const element of made) element.remove();
  made.clear();
});

/** A login in the page until the end of the test. */
export async function make(client: MiptechClient, properties = {}): Promise<MiptechLogin> {
  const element = new MiptechLogin();
  element.client = client;
  made.add(element);
  document.body.append(element);
  await element.updateComplete;
  Object.assign(element, properties);
  await element.updateComplete;
  return element;
}

/** The element's light tree and its shadow tree, in this order. */
function trees(element: Element): ParentNode[] {
  return element.shadowRoot === null ? [element] : [element, element.shadowRoot];
}

export function all<E extends Element>(element: Element, selector: string): E[] {
  return trees(element).flatMap((tree) => [...tree.querySelectorAll<E>(selector)]);
}

/** The first of `selector` in either tree. */
export function one(element: Element, selector: string): HTMLElement {
  const [found] = all<HTMLElement>(element, selector);
  if (found === undefined) throw new Error(`there is no ${selector}`);
  return found;
}

export const field = (element: Element, name: string): HTMLInputElement =>
  one(element, `input[name=${name}]`) as HTMLInputElement;

/** The words of an element on one line. */
export function words(element: Element | null | undefined): string {
  return element?.textContent.replace(/\s+/g, ' ').trim() ?? '';
}

export function button(element: Element, name: string): HTMLButtonElement | undefined {
  return all<HTMLButtonElement>(element, 'button').find(
    (candidate) => (candidate.ariaLabel ?? words(candidate)) === name,
  );
}

export const submitButton = (element: Element): HTMLButtonElement =>
  one(element, '[type=submit]') as HTMLButtonElement;

export const heading = (element: Element): HTMLElement => one(element, 'h2');

/** The error above what was tried. */
export const refusal = (element: Element): string => words(all(element, '.miptech-refusal').at(0));

/** What is told calmly. */
export const notice = (element: Element): string => words(all(element, '[part=notice]').at(0));

/** What has the focus, shadow trees included. */
export function focused(): Element | null {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active;
}

export function type(element: Element, values: Record<string, string>): void {
  for (const [name, value] of Object.entries(values)) field(element, name).value = value;
}

export async function submit(element: MiptechLogin): Promise<void> {
  (one(element, 'form') as HTMLFormElement).requestSubmit();
  await settle(element);
}

/**
 * All that a screen reader says of its own accord from now on: each text in a live region, and the
 * description of a field that takes the focus.
 */
export function hear(element: MiptechLogin): readonly string[] {
  const heard: string[] = [];
  for (const region of all(element, '[role=status], [role=alert]')) {
    new MutationObserver(() => {
      if (words(region) !== '') heard.push(words(region));
    }).observe(region, { childList: true, characterData: true, subtree: true });
  }
  element.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof HTMLInputElement)) return;
    const ids = target.getAttribute('aria-describedby')?.split(' ') ?? [];
    const said = ids.map((id) => words(document.getElementById(id))).join(' ');
    if (said !== '') heard.push(said);
  });
  return heard;
}

/** A client without a platform, as far as it is needed here. */
interface Scripted {
  readonly calls: { verb: string; given: readonly unknown[] }[];
  readonly session: {
    login: (given: Credentials) => Promise<void>;
    register: (given: Registration) => Promise<void>;
    signOn: () => Promise<void>;
    logout: () => Promise<void>;
  };
  readonly sessionState: { get: () => SessionState; set: (state: SessionState) => void };
}

/** Lets the test say when, and how, a sign-in ends. */
interface Slow {
  readonly end: (error: MiptechError | null) => void;
  /** Ends it with nobody signed in, as when a person comes back from single sign-on. */
  readonly giveUp: () => void;
}

const nobody: SessionState = { phase: 'signed-out', user: null, error: null, left: null };

/** Has sign-ins of `client` wait for the test, and run through the phases of a real session. */
export function slow<C extends Scripted>(client: C): C & Slow {
  const { session, sessionState } = client;
  let before = sessionState.get();
  let settled: (error: MiptechError | null) => void = () => undefined;
  const begin = async (verb: string, ...given: unknown[]): Promise<void> => {
    client.calls.push({ verb, given });
    before = sessionState.get();
    sessionState.set({ ...nobody, phase: 'signing-in', user: before.user });
    await new Promise<void>((resolve, reject) => {
      settled = (error) => {
        if (error === null) resolve();
        else reject(error);
      };
    });
  };
  session.login = (given) => begin('session.login', given);
  session.register = (given) => begin('session.register', given);
  session.signOn = () => begin('session.signOn');
  session.logout = () => {
    client.calls.push({ verb: 'session.logout', given: [] });
    sessionState.set({ ...nobody, left: 'here' });
    return Promise.resolve();
  };
  return Object.assign(client, {
    end: (error: MiptechError | null) => {
      sessionState.set(
        error === null ? { ...nobody, phase: 'signed-in', user } : { ...before, error },
      );
      settled(error);
    },
    giveUp: () => {
      sessionState.set(before);
      settled(null);
    },
  });
}

/** What was asked of the session; a person at the form also has the tenant asked for. */
export function attempts<C extends { readonly verb: string }>(client: {
  readonly calls: readonly C[];
}): readonly C[] {
  return client.calls.filter(({ verb }) => verb.startsWith('session.'));
}
