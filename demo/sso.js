/** The page of single sign-on: the addresses of this machine, which a real page writes down. */
import { choice } from './choice.js';

const provider = document.querySelector('miptech-provider');
provider.setAttribute('api-url', location.origin);

choice('theme', (theme) => {
  document.documentElement.dataset.theme = theme;
});

choice('display', (display) => {
  provider.setAttribute('oidc-display', display);
});

const answer = await fetch('/identity.json');
if (answer.ok) {
  const { issuer, clientId } = await answer.json();
  provider.setAttribute('oidc', issuer);
  provider.setAttribute('oidc-client-id', clientId);
  provider.setAttribute('auto-connect', 'on');
} else {
  document.querySelector('#sign-in').hidden = true;
  document.querySelector('#missing').hidden = false;
}
