/** The page of the replay: opens a report and moves through it. The replay itself is the library's. */
import { Replay, readReport } from '/dist/cdn/miptech-replay.min.js';
import { choice } from './choice.js';

const find = (selector) => document.querySelector(selector);
const [play, seek, clock, events] = ['#play', '#seek', '#clock', '#events'].map(find);
/** In this document, and so upgraded before they get their client. */
const elements = [...document.importNode(find('#elements').content, true).children];

let replay = null;
let playing = false;
let before = 0;

choice('theme', (theme) => {
  document.documentElement.dataset.theme = theme;
});

const seconds = (milliseconds) => (milliseconds / 1000).toFixed(1);

function show() {
  const { start, end, time, count } = replay;
  seek.value = String(time - start);
  clock.textContent = `${seconds(time - start)} of ${seconds(end - start)} s`;
  const current = events.children[count - 1]?.firstElementChild;
  const last = events.querySelector('[aria-current]');
  if (current === last) return;
  last?.removeAttribute('aria-current');
  current?.setAttribute('aria-current', 'step');
  const list = events.parentElement;
  // Scrolls the list alone, and leaves the page where it is.
  if (current) list.scrollTop = current.offsetTop - list.clientHeight / 2;
}

function pause(now = true) {
  playing = !now;
  play.textContent = playing ? 'Pause' : 'Play';
}

function tick(now) {
  if (!playing) return;
  replay.seek(replay.time + (now - before) * Number(find('#speed').value));
  before = now;
  show();
  if (replay.count === replay.entries.length) pause();
  else requestAnimationFrame(tick);
}

play.addEventListener('click', () => {
  pause(playing);
  if (!playing) return;
  if (replay.count === replay.entries.length) replay.go(0);
  before = performance.now();
  requestAnimationFrame(tick);
});

function go(count) {
  pause();
  replay.go(count);
  show();
}

find('#step').addEventListener('click', () => go(replay.count + 1));
find('#back').addEventListener('click', () => go(replay.count - 1));
seek.addEventListener('input', () => {
  pause();
  replay.seek(replay.start + Number(seek.value));
  show();
});

function part(name, text) {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}

function eventOf({ at, level, name, detail }, index) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = level;
  const shown = Object.entries(detail).filter(([, value]) => value !== null);
  const told = shown.map(
    ([key, value]) => `${key}: ${typeof value === 'object' ? JSON.stringify(value) : value}`,
  );
  button.append(
    part('time', seconds(at - replay.start)),
    part('b', name),
    part('small', told.join(' · ').slice(0, 300)),
  );
  button.addEventListener('click', () => go(index + 1));
  const item = document.createElement('li');
  item.append(button);
  return item;
}

/** When it was made, as the logs of a server tell time; as it stands where it is no time. */
function moment(made) {
  const at = new Date(made);
  if (Number.isNaN(at.getTime())) return made;
  const format = { dateStyle: 'medium', timeStyle: 'long', timeZone: 'UTC' };
  return new Intl.DateTimeFormat('en-GB', format).format(at);
}

/** The report in a file or a text; what is open stays where that is none. */
async function replayOf(source) {
  let text = source;
  if (source instanceof File) {
    try {
      text = await source.text();
    } catch {
      // A folder can be dropped too, and a file be gone by now.
      throw new Error('It cannot be read. Drop the file itself, from a folder on this device.');
    }
  }
  return new Replay(await readReport(text));
}

async function open(source) {
  const name = source instanceof File ? source.name : 'What was pasted';
  try {
    replay = await replayOf(source);
  } catch (error) {
    find('#problem').textContent = `${name} was not opened. ${error.message}`;
    return;
  }
  const { report, entries, start, end } = replay;
  find('#problem').textContent = '';
  find('#about').textContent = [
    source instanceof File ? source.name : '',
    moment(report.made),
    `library ${report.library}`,
    report.page.origin ?? '',
    report.page.userAgent ?? '',
  ]
    .filter(Boolean)
    .join(' · ');
  seek.max = String(end - start);
  for (const element of elements) element.client = replay.client;
  find('.replay-seen').append(...elements);
  events.replaceChildren(...entries.map(eventOf));
  find('#player').hidden = false;
  go(0);
  play.focus();
}

const file = find('#file');
file.addEventListener('change', () => {
  const [chosen] = file.files;
  if (chosen) void open(chosen);
  // So that the same file can be chosen again, once it is mended.
  file.value = '';
});

addEventListener('paste', ({ clipboardData, target }) => {
  if (target.closest?.('miptech-chat, miptech-login')) return;
  const given = clipboardData.files[0] ?? clipboardData.getData('text');
  if (given !== '') void open(given);
});

addEventListener('dragover', (event) => {
  event.preventDefault();
  find('#drop').classList.add('over');
});
addEventListener('dragleave', () => find('#drop').classList.remove('over'));
addEventListener('drop', (event) => {
  event.preventDefault();
  find('#drop').classList.remove('over');
  void open(event.dataTransfer.files[0] ?? event.dataTransfer.getData('text'));
});
