/** The app in React 19, under StrictMode: JSX, a portal that moves, `<Activity>`. */
import { Activity, StrictMode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { createPortal, flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { perform } from './stage.js';
import type { State, Surroundings } from './stage.js';

interface Given {
  readonly state: State;
  readonly page: Surroundings;
}

function Support({ state, page }: Given) {
  const { token, signIn } = state;
  return (
    <miptech-provider
      id="support"
      api-url={page.apiUrl}
      tenant-id="miptech-company"
      ping-interval={state.pingInterval}
      reconnectDelay={state.reconnectDelay}
      debug={state.debug}
      getAuthToken={token === null ? null : () => Promise.resolve(token)}
      onmiptech-session-change={page.heard}
      onmiptech-connection-change={page.heard}
      onmiptech-message={page.heard}
      onmiptech-error={page.heard}
    >
      <miptech-login heading={state.heading} strings={signIn === null ? null : { signIn }}>
        {state.logo && <strong slot="header">Example Ltd</strong>}
        {state.notice}
        {state.links.map((name) => (
          <a key={name} href={`#${name}`}>
            {name}
          </a>
        ))}
        {state.help === 'link' && <a href="#password">Forgot your password?</a>}
        {state.help === 'button' && <button type="button">Call us</button>}
      </miptech-login>
      {state.chat && (
        <miptech-chat onmiptech-send={page.heard}>
          <p slot="empty">Ask us anything.</p>
        </miptech-chat>
      )}
      <miptech-status display={state.compact ? 'compact' : 'panel'} />
    </miptech-provider>
  );
}

function Partners({ state, page }: Given) {
  const dialog = useRef<HTMLDialogElement>(null);
  const open = state.dialog === 'open';
  useEffect(() => {
    if (open && dialog.current?.open === false) dialog.current.showModal();
  }, [open]);
  return (
    <dialog ref={dialog} aria-label="Partners" onClose={page.closed}>
      <miptech-provider
        api-url={page.apiUrl}
        tenant-id="acme-corp"
        access-token-key="acme"
        refresh-token-key="acme-refresh"
      >
        <miptech-login>{state.caption}</miptech-login>
      </miptech-provider>
    </dialog>
  );
}

function Page({ state, page }: Given) {
  const [host] = useState(() => document.createElement('div'));
  const left = useRef<HTMLElement>(null);
  const right = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const place = (state.place === 'left' ? left : right).current;
    if (state.away) host.remove();
    else place?.append(host);
  }, [host, state.away, state.place]);
  return (
    <>
      <section id="left" ref={left} />
      <section id="right" ref={right} />
      {createPortal(
        <Activity mode={state.away ? 'hidden' : 'visible'}>
          <Support state={state} page={page} />
        </Activity>,
        host,
      )}
      {state.dialog !== 'none' && <Partners state={state} page={page} />}
    </>
  );
}

await perform((place, first, page) => {
  const root = createRoot(place);
  const update = (state: State): void => {
    flushSync(() => {
      root.render(
        <StrictMode>
          <Page state={state} page={page} />
        </StrictMode>,
      );
    });
  };
  update(first);
  return { update, unmount: () => root.unmount() };
});
