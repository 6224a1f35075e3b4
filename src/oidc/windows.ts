/**
 * Windows and hidden frames of the sign-in, and how their answer gets home: over a channel named by
 * the request, because a provider may cut the tie between a window and its opener. Knows no token.
 */
import { failure } from './failures.js';

const width = 480;
const height = 680;
/** How often a window is looked at, and how long a hidden frame may take, in milliseconds. */
const look = 300;
const frameLimit = 10_000;
/** How long an answer is still awaited from a window that seems closed. */
const lateLimit = 600_000;
/** How long the page in the window waits to be heard, and to be closed. */
const heardLimit = 3000;

/** How long a page may take to be left, in milliseconds. */
const leaveLimit = 30_000;

const taken = 'taken';

function channelOf(id: string): BroadcastChannel {
  return new BroadcastChannel(`miptech-oidc:${id}`);
}

/**
 * Opens an empty window; call it in the click itself.
 * @throws MiptechError where the browser blocks it
 */
export function openWindow(): Window {
  const left = Math.max(0, window.screenX + (window.outerWidth - width) / 2);
  const top = Math.max(0, window.screenY + (window.outerHeight - height) / 2);
  const size = `width=${width},height=${height},left=${Math.round(left)},top=${Math.round(top)}`;
  const opened = window.open('', '_blank', `popup,${size}`);
  if (opened === null) {
    throw failure(
      'auth_required',
      'The browser blocked the sign-in window. Allow pop-up windows for this page and try again.',
    );
  }
  return opened;
}

/**
 * Shows `address` in the window and waits for the answer to request `id`; null where the person
 * closed it. A window that only seemed closed may answer later, to `late`.
 */
export function answerFromWindow(
  opened: Window,
  id: string,
  address: string,
  late: (url: string) => void,
): Promise<string | null> {
  return new Promise((resolve) => {
    const channel = channelOf(id);
    let closed = false;
    const end = (): void => {
      clearInterval(watch);
      clearTimeout(given);
      channel.close();
    };
    const watch = setInterval(() => {
      if (closed || !opened.closed) return;
      // Where the provider cuts the tie to its opener, a window looks closed that is not.
      closed = true;
      clearInterval(watch);
      given = setTimeout(end, lateLimit);
      resolve(null);
    }, look);
    let given: ReturnType<typeof setTimeout> | undefined;
    channel.onmessage = ({ data }: MessageEvent<unknown>): void => {
      if (typeof data !== 'string' || data === taken) return;
      channel.postMessage(taken);
      end();
      opened.close();
      if (closed) late(data);
      else resolve(data);
    };
    opened.location.replace(address);
  });
}

/**
 * Loads `address` in a hidden frame and waits for the answer to request `id`.
 * @throws MiptechError `timeout`
 */
export function answerFromFrame(id: string, address: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const channel = channelOf(id);
    const frame = document.createElement('iframe');
    const end = (): void => {
      clearTimeout(limit);
      channel.close();
      frame.remove();
    };
    const limit = setTimeout(() => {
      end();
      reject(
        failure(
          'timeout',
          'The sign-in service did not answer in its hidden frame. Permit it by frame-src, and this page in a frame of its own by frame-ancestors, or ask for offline_access.',
        ),
      );
    }, frameLimit);
    channel.onmessage = ({ data }: MessageEvent<unknown>): void => {
      if (typeof data !== 'string' || data === taken) return;
      end();
      resolve(data);
    };
    frame.hidden = true;
    frame.tabIndex = -1;
    frame.title = 'Sign-in';
    frame.src = address;
    document.body.append(frame);
  });
}

/**
 * In the window or frame: sends its answer home. Settles only where nobody heard it, or where the
 * window would not close: then the page goes on as any other.
 */
export function sendHome(id: string, url: string): Promise<void> {
  return new Promise((resolve) => {
    const channel = channelOf(id);
    const alone = (): void => {
      channel.close();
      resolve();
    };
    setTimeout(alone, heardLimit);
    channel.onmessage = ({ data }: MessageEvent<unknown>): void => {
      if (data === taken) window.close();
    };
    channel.postMessage(url);
  });
}

/** Leaves for `address`. Settles where that did not happen, or where the browser brings the page back. */
export function leaveFor(address: string): Promise<void> {
  return new Promise((resolve) => {
    const stay = (): void => {
      clearTimeout(limit);
      window.removeEventListener('pageshow', back);
      resolve();
    };
    const back = ({ persisted }: PageTransitionEvent): void => {
      if (persisted) stay();
    };
    const limit = setTimeout(stay, leaveLimit);
    window.addEventListener('pageshow', back);
    window.location.assign(address);
  });
}
