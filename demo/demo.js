/** The demo page: what is particular to it. The elements need none of this but the address. */
import { choice } from './choice.js';

const provider = document.querySelector('miptech-provider');
const login = document.querySelector('#sign-in');

// The demo platform serves this page, so it is found where the page came from.
provider.setAttribute('api-url', location.origin);

choice('theme', (theme) => {
  document.documentElement.dataset.theme = theme;
});

choice('direction', (direction) => {
  document.documentElement.dir = direction;
});

// The page's own words stay English, so the elements alone change.
choice('language', (language) => {
  for (const element of document.querySelectorAll('miptech-login, miptech-chat, miptech-status')) {
    element.lang = language;
    if (language === 'ar') element.dir = 'rtl';
    else element.removeAttribute('dir');
  }
});

choice('tenant', (tenant) => {
  const open = tenant === 'public-demo';
  provider.setAttribute('tenant-id', tenant);
  provider.toggleAttribute('anonymous', open);
  login.hidden = open;
  document.querySelector('#public-note').hidden = !open;
});

document.querySelector('#demo-account').addEventListener('click', () => {
  const account = { email: 'demo@example.com', password: 'demo-password' };
  // A refusal is told by the login element, which shows the session's error.
  provider.client.session.login(account).catch(() => undefined);
});
