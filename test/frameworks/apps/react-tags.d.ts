/** The tags for JSX in React 19: their properties and events with types, attributes as they are. */
import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type {
  MiptechChat,
  MiptechEvents,
  MiptechLogin,
  MiptechProvider,
  MiptechStatus,
} from '../../../src/index.js';

type Properties<E> = { [Name in Exclude<keyof E, keyof HTMLElement>]?: E[Name] | undefined };
type Listeners = {
  [Name in keyof MiptechEvents as `on${Name}`]?: ((event: MiptechEvents[Name]) => void) | undefined;
};
type Tag<E extends HTMLElement> = DetailedHTMLProps<HTMLAttributes<E>, E> &
  Properties<E> &
  Listeners;

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'miptech-provider': Tag<MiptechProvider>;
      'miptech-login': Tag<MiptechLogin>;
      'miptech-chat': Tag<MiptechChat>;
      'miptech-status': Tag<MiptechStatus>;
    }
  }
}
