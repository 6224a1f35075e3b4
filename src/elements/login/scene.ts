/**
 * Who is not signed in, and what they see: puts the views of the way in together from one picture of
 * client, page and person. Pure; owns nothing of it.
 */
import type { TemplateResult } from 'lit';
import type { SecurityNotice, SessionState, ShownSettings } from '../../core/index.js';
import type { Way } from './attempt.js';
import { entryView } from './card-view.js';
import type { Entry } from './entry.js';
import { formView } from './form-view.js';
import { noticeText } from './notice.js';
import { refusedThere } from './outcome.js';
import type { Outcome } from './outcome.js';
import { signOnView } from './sign-on-view.js';
import type { Situation } from './situation.js';
import type { LoginStrings } from './strings.js';

export interface Scene {
  /** What the page set. */
  readonly page: {
    readonly heading: string | null;
    readonly signOnLabel: string | null;
    readonly ssoPosition: 'above' | 'below' | null;
  };
  readonly session: SessionState;
  readonly settings: ShownSettings;
  readonly situation: Situation;
  /** What the operator was told during the session that ended, or null. */
  readonly reason: SecurityNotice | null;
  readonly entry: Entry;
  readonly prefix: string;
  readonly forgotPassword: string | null;
  readonly strings: LoginStrings;
}

/** What is under way, also where another element or the page itself began it; else null. */
export function wayOf({ entry, session, settings }: Scene): Way | null {
  if (entry.attempt.way !== null) return entry.attempt.way;
  if (session.phase !== 'signing-in') return null;
  return settings.signOn === 'none' ? 'form' : 'sign-on';
}

/** What is told of the last attempt. */
export function toldOf({ entry, session, situation, strings }: Scene): Outcome {
  const { phase, error } = session;
  const over = phase === 'signed-in' || phase === 'signing-in' || error?.code === 'auth_expired';
  const way = situation.form ? 'form' : 'sign-on';
  return entry.outcome ?? refusedThere(over ? null : error, strings, way);
}

/** The same as `way` shows it. */
function toldAt(scene: Scene, way: Way): Outcome {
  const told = toldOf(scene);
  return told.way === way ? told : refusedThere(null, scene.strings, way);
}

function headingOf({ page, situation, strings }: Scene): string {
  const own = situation.mode === 'register' ? strings.registerHeading : strings.signInHeading;
  // Vue writes an empty text where it has none to give.
  return page.heading || own;
}

function noticeOf({ entry, session, settings, situation, reason, strings }: Scene): string | null {
  if (situation.refused) return strings.registrationClosed;
  return entry.outcome === null ? noticeText(session, settings, reason, strings) : null;
}

/** The container of single sign-on. */
export function signOnScene(scene: Scene): TemplateResult {
  const { page, entry, prefix, strings } = scene;
  const way = wayOf(scene);
  const view = {
    prefix,
    label: page.signOnLabel ?? strings.signOn,
    busy: way === 'sign-on',
    held: way !== null,
    outcome: toldAt(scene, 'sign-on'),
    strings,
  };
  return signOnView(view, () => void entry.signOn());
}

/** The container of the form. */
export function formScene(scene: Scene): TemplateResult {
  const { entry, session, situation, prefix, forgotPassword, strings } = scene;
  const way = wayOf(scene);
  const view = {
    prefix,
    mode: situation.mode,
    heading: headingOf(scene),
    busy: way === 'form',
    held: way !== null,
    pause: entry.attempt.pause,
    main: !situation.signOn,
    email: session.user?.email ?? null,
    outcome: toldAt(scene, 'form'),
    revealed: entry.revealed,
    capsLock: entry.capsLock,
    forgotPassword,
    strings,
  };
  return formView(view, entry.handlers);
}

/** What stands around the containers; `alternatives` where the page slotted sign-on buttons. */
export function entryScene(
  scene: Scene,
  alternatives: boolean,
  slotted: () => void,
): TemplateResult {
  const { page, entry, situation, strings } = scene;
  const { form, signOn, silent, registration } = situation;
  const register = situation.mode === 'register';
  const view = {
    heading: headingOf(scene),
    notice: noticeOf(scene),
    sentence: silent ? (wayOf(scene) ? strings.signingIn : strings.silent) : null,
    outcome: silent ? toldOf(scene) : null,
    signOn,
    form,
    alternatives,
    position: page.ssoPosition === 'below' ? 'below' : 'above',
    legal: register,
    toggle: registration ? (register ? strings.toSignIn : strings.toRegister) : null,
    strings,
  } as const;
  return entryView(view, { toggleMode: entry.toggleMode, slotted });
}
