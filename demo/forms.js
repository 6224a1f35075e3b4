/** The pages of the floating and the full form: the address, the looks, and what their buttons do. */
import { choice } from './choice.js';

const provider = document.querySelector('miptech-provider');
const chat = document.querySelector('miptech-chat');

// The demo platform serves this page, so it is found where the page came from.
provider.setAttribute('api-url', location.origin);

// The page of the full form has no room for the choices, and keeps to those of the other pages.
for (const [id, apply] of [
  ['theme', (theme) => (document.documentElement.dataset.theme = theme)],
  ['direction', (direction) => (document.documentElement.dir = direction)],
]) {
  if (document.querySelector(`#${id}`) !== null) choice(id, apply);
}

document.querySelector('.demo-account').addEventListener('click', () => {
  const account = { email: 'demo@example.com', password: 'demo-password' };
  // A refusal is told by the login element, which shows the session's error.
  provider.client.session.login(account).catch(() => undefined);
});

document.querySelector('.sign-out').addEventListener('click', () => {
  void provider.client.session.logout();
});

document.querySelector('#open')?.addEventListener('click', () => {
  chat.show();
});

document.querySelector('#ask')?.addEventListener('click', () => {
  const told = document.querySelector('#told');
  if (provider.client.session.get().phase !== 'signed-in') {
    chat.show();
    return;
  }
  chat.hide();
  chat.send('How do I change the colours?');
  told.textContent = 'Asked. The button counts the answer when it is there.';
});

chat.addEventListener('miptech-toggle', ({ detail }) => {
  const told = document.querySelector('#told');
  if (detail.open && told !== null) told.textContent = '';
});
