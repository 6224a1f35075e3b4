/**
 * What the three apps have in common: the state they render, and the page's handle by which the
 * tests change it. Does not know a framework; an app is a function that renders the state.
 */

/** All that an app shows, or binds to the elements. */
export interface State {
  /** Children of the login, which come, go and change their order. */
  readonly logo: boolean;
  readonly notice: string | null;
  readonly links: readonly string[];
  readonly help: 'link' | 'button' | null;
  /** Whether the route with the chat is shown; the provider is there on every route. */
  readonly chat: boolean;
  /** Where the provider with all in it is on the page. */
  readonly place: 'left' | 'right';
  /** Put away by the framework, to be brought back as it was. */
  readonly away: boolean;
  readonly debug: boolean;
  readonly compact: boolean;
  readonly heading: string | null;
  readonly pingInterval: number;
  readonly reconnectDelay: number;
  /** A sign-on of the page's own, or null where the platform's is used. */
  readonly token: string | null;
  readonly signIn: string | null;
  readonly dialog: 'none' | 'closed' | 'open';
  /** The only child of the login in the dialog. */
  readonly caption: string;
  /** Changes nothing that is shown. */
  readonly renders: number;
}

const first: State = {
  logo: false,
  notice: null,
  links: [],
  help: null,
  chat: true,
  place: 'left',
  away: false,
  debug: false,
  compact: false,
  heading: null,
  pingInterval: 30_000,
  reconnectDelay: 1000,
  token: null,
  signIn: null,
  dialog: 'none',
  caption: 'For our partners',
  renders: 0,
};

/** What the page gives to an app. */
export interface Surroundings {
  readonly apiUrl: string;
  /** For the listeners that the app binds in its framework's own way. */
  readonly heard: (event: CustomEvent<object>) => void;
  /** The dialog was closed by the person. */
  readonly closed: () => void;
}

/** A mounted app. */
export interface App {
  /** Resolves when `state` is in the document. */
  update(state: State): void | Promise<void>;
  unmount(): void;
}

export type Mount = (
  place: HTMLElement,
  state: State,
  surroundings: Surroundings,
) => App | Promise<App>;

/** What the tests do with the page. */
export interface Stage {
  /** The state that the app begins with. */
  readonly first: State;
  /** Name and detail of each event that the app's listeners heard. */
  readonly heard: [type: string, detail: object][];
  /** Whether the app cancels what a person sends. */
  refuse: boolean;
  show(change: Partial<State>): Promise<void>;
  mount(): Promise<void>;
  unmount(): void;
  /** Registers the elements, where the address asked for it to wait. */
  define(): Promise<void>;
}

declare global {
  interface Window {
    stage: Stage;
  }
}

const define = async (): Promise<void> => {
  await import('../../../src/define/all.js');
};

/** Shows the app, and gives the tests their handle. */
export async function perform(mount: Mount): Promise<void> {
  const asked = new URL(location.href).searchParams;
  let state = first;
  let app: App | null = null;
  const show = async (change: Partial<State>): Promise<void> => {
    state = { ...state, ...change };
    await app?.update(state);
  };
  const surroundings: Surroundings = {
    apiUrl: asked.get('api') ?? '',
    heard: (event) => {
      stage.heard.push([event.type, event.detail]);
      if (stage.refuse && event.type === 'miptech-send') event.preventDefault();
    },
    closed: () => void show({ dialog: 'none' }),
  };
  const stage: Stage = {
    first,
    heard: [],
    refuse: false,
    show,
    define,
    mount: async () => {
      const place = document.createElement('div');
      document.querySelector('main')?.append(place);
      app = await mount(place, state, surroundings);
    },
    unmount: () => {
      app?.unmount();
      app = null;
    },
  };
  if (!asked.has('late')) await define();
  await stage.mount();
  window.stage = stage;
}
