/** The demo page: what is particular to it. The elements need none of this but the address. */
import { choice } from './choice.js';

const provider = document.querySelector('miptech-provider');
const login = document.querySelector('#sign-in');
const chat = document.querySelector('#assistant');

// The demo platform serves this page, so it is found where the page came from.
provider.setAttribute('api-url', location.origin);

choice('theme', (theme) => {
  document.documentElement.dataset.theme = theme;
});

choice('direction', (direction) => {
  document.documentElement.dir = direction;
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

document.querySelector('.asks').addEventListener('click', ({ target }) => {
  const button = target.closest('button');
  if (button === null) return;
  const { client } = provider;
  if (client.session.get().phase !== 'signed-in' && !client.settings.anonymous) {
    login.scrollIntoView({ block: 'nearest' });
    login.focus();
    return;
  }
  client.chat.send(button.textContent.trim());
  chat.scrollIntoView({ block: 'nearest' });
});
