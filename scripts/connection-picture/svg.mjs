/**
 * Writes the picture of the connection as an SVG that carries its own light and dark colours. Owns
 * colours and words; places are given.
 */
import { anywhere, drawingOf, eventsInto } from './arrows.mjs';
import { anywhereWords, letters, placesOf } from './places.mjs';

/**
 * @typedef {import('./arrows.mjs').Table} Table
 * @typedef {import('./arrows.mjs').Drawing} Drawing
 * @typedef {import('./places.mjs').Box} Box
 * @typedef {import('./places.mjs').Curve} Curve
 * @typedef {import('./places.mjs').Point} Point
 */

/** Like Arial in width, which the layout is measured by. */
const fonts = "Helvetica, Arial, 'Liberation Sans', sans-serif";

/** Fill and line of what has a class, on a light and on a dark page. @type {Record<string, string[]>} */
const colours = {
  card: ['#ffffff', '#d8dee4', '#0d1117', '#30363d'],
  frame: ['#f8fafc', '#c3cbd4', '#131920', '#3b444f'],
  anywhere: ['#ffffff', '#57606a', '#0d1117', '#a4adb8'],
  disconnected: ['#e9edf1', '#66707b', '#29303a', '#94a0ad'],
  connecting: ['#dcebff', '#1f6fd0', '#12325c', '#62a8ff'],
  connected: ['#ffefc7', '#966300', '#3f2f06', '#e0b040'],
  ready: ['#d5f4de', '#1a7f3c', '#113d20', '#56cf7a'],
  error: ['#ffe2e0', '#c62f2a', '#4c1c1a', '#ff8a82'],
  line: ['none', '#57606a', 'none', '#a4adb8'],
  head: ['#57606a', 'none', '#a4adb8', 'none'],
  name: ['#1f2328', 'none', '#f0f3f6', 'none'],
  word: ['#4b545e', 'none', '#b6bfc9', 'none'],
};

/** Space around the drawing, in points. */
const margin = 16;
const titleHeight = 22;

const round = (/** @type {number} */ value) => String(Math.round(value * 10) / 10);
const place = (/** @type {Point} */ { x, y }) => `${round(x)} ${round(y)}`;
const escaped = (/** @type {string} */ text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Colours as attributes as well: they hold where a page's policy refuses the style. @param {string} name */
function look(name) {
  const [fill = 'none', stroke = 'none'] = colours[name] ?? [];
  return `class="${name}" fill="${fill}"${stroke === 'none' ? '' : ` stroke="${stroke}"`}`;
}

function darkStyle() {
  const rules = Object.entries(colours).map(
    ([name, [, , fill, stroke]]) => `.${name}{fill:${fill};stroke:${stroke}}`,
  );
  return `<style>@media (prefers-color-scheme:dark){${rules.join('')}}</style>`;
}

/** @param {Box} box @param {string} name @param {number} radius */
function rectangle({ x, y, width, height }, name, radius) {
  const corner = `x="${round(x - width / 2)}" y="${round(y - height / 2)}"`;
  const size = `width="${round(width)}" height="${round(height)}" rx="${radius}"`;
  const dashes = name === 'anywhere' ? ' stroke-dasharray="5 3"' : '';
  return `<rect ${look(name)} ${corner} ${size}${dashes}/>`;
}

/** @param {Point} at @param {string} name @param {string} words @param {string} more */
function text({ x, y }, name, words, more) {
  return `<text ${look(name)} x="${round(x)}" y="${round(y)}" ${more}>${escaped(words)}</text>`;
}

/** A box with a name and, below it, the events that lead there. @param {Box} box @param {string} name @param {string[]} words */
function labelled(box, name, [first = '', second = '']) {
  const middle = 'text-anchor="middle"';
  return [
    rectangle(box, name, 11),
    text(
      { x: box.x, y: box.y - 4 },
      'name',
      first,
      `${middle} font-size="${letters.name}" font-weight="bold"`,
    ),
    text({ x: box.x, y: box.y + 12 }, 'word', second, `${middle} font-size="${letters.event}"`),
  ];
}

/** @param {Curve} curve */
function line({ points, start, end }) {
  const [first, ...rest] = points;
  const last = points.at(-1);
  if (!first || !last) return [];
  const tip = (/** @type {Point | null} */ to, /** @type {Point} */ from) => {
    if (to === null) return [];
    const across = { x: (from.y - to.y) * 0.42, y: (to.x - from.x) * 0.42 };
    const one = place({ x: from.x + across.x, y: from.y + across.y });
    const two = place({ x: from.x - across.x, y: from.y - across.y });
    return [`<path ${look('head')} d="M${place(to)}L${one}L${two}z"/>`];
  };
  return [
    `<path ${look('line')} d="M${place(first)}C${rest.map(place).join(' ')}"/>`,
    ...tip(end, last),
    ...tip(start, first),
  ];
}

/** Points along a curve, near enough to tell whether it runs through a title. @param {Curve} curve */
function along({ points }) {
  const found = [];
  for (let index = 0; index + 3 < points.length; index += 3) {
    const [a, b, c, d] = points.slice(index, index + 4);
    for (let t = 0; t <= 1 && a && b && c && d; t += 0.02) {
      const of = (/** @type {'x' | 'y'} */ axis) =>
        (1 - t) ** 3 * a[axis] +
        3 * (1 - t) ** 2 * t * b[axis] +
        3 * (1 - t) * t ** 2 * c[axis] +
        t ** 3 * d[axis];
      found.push({ x: of('x'), y: of('y') });
    }
  }
  return found;
}

/** The place in a frame's head, as far left as no line runs through the words. @param {string} title @param {Box} frame @param {Curve[]} curves */
function titleAt(title, frame, curves) {
  const y = frame.y - frame.height / 2 + titleHeight;
  const left = frame.x - frame.width / 2 + 16;
  const width = title.length * letters.event * 0.56;
  const points = curves.flatMap(along).filter((point) => Math.abs(point.y - y) < titleHeight);
  for (let x = left; x + width < frame.x + frame.width / 2; x += 4) {
    if (!points.some((point) => point.x > x - 8 && point.x < x + width + 8)) return { x, y };
  }
  return { x: left, y };
}

/** The statuses that the colours stand for, in one line. @param {Table} table @param {Point} at */
function legend(table, at) {
  const found = [...new Set(Object.values(table).map(({ status }) => status))];
  const step = 118;
  return found.flatMap((status, index) => {
    const x = at.x + (index - (found.length - 1) / 2) * step;
    return [
      rectangle({ x: x - 42, y: at.y, width: 18, height: 12 }, status, 4),
      text({ x: x - 27, y: at.y + 4 }, 'word', status, `font-size="${letters.event}"`),
    ];
  });
}

/** What the picture shows, in words. @param {Drawing} drawing */
function told({ frames, arrows }) {
  const names = frames.map(({ title, phases }) => `${title}: ${phases.join(', ')}.`);
  const steps = arrows.map(({ from, to, events }) => `${events.join(' or ')}: ${from} to ${to}`);
  return `${names.join(' ')} Steps: ${steps.join('; ')}.`;
}

/** The picture of `table`. @param {Table} table */
export async function connectionPicture(table) {
  const drawing = drawingOf(table);
  const { boxes, frames, curves } = await placesOf(drawing);
  const widest = Math.max(...[...frames.values()].map(({ width }) => width));
  const bottom = Math.max(...[...frames.values()].map(({ y, height }) => y + height / 2));
  const width = widest + 2 * margin;
  const height = bottom + 2 * margin + 34;
  const card = { x: 0, y: height / 2 - margin, width: width - 1, height: height - 1 };
  const parts = [
    '<title id="title">Phases of the connection</title>',
    `<desc id="description">${escaped(told(drawing))}</desc>`,
    darkStyle(),
    rectangle(card, 'card', 14),
    ...[...frames.values()].map((frame) => rectangle(frame, 'frame', 14)),
    ...curves.flatMap(line),
    ...[...frames].map(([title, frame]) =>
      text(titleAt(title, frame, curves), 'word', title, `font-size="${letters.event}"`),
    ),
  ];
  for (const [phase, box] of boxes) {
    const row = Object.entries(table).find(([name]) => name === phase)?.[1];
    const words = row ? [phase, eventsInto(drawing, phase).join(', ')] : anywhereWords;
    parts.push(...labelled(box, row?.status ?? anywhere, words));
  }
  parts.push(...legend(table, { x: 24, y: bottom + 28 }));
  const view = [-width / 2, -margin, width, height].map(round);
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title description" width="${view[2]}" height="${view[3]}" viewBox="${view.join(' ')}" font-family="${fonts}">
${parts.join('\n')}
</svg>
`;
}
