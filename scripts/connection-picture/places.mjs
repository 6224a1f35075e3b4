/**
 * Where frames and boxes stand, and where lines run. Owns the order and the distances; Graphviz
 * measures the words and leads the lines around the boxes. Knows no colour.
 */
import { instance } from '@viz-js/viz';
import { anywhere, eventsInto, linesOf } from './arrows.mjs';

/**
 * @typedef {import('./arrows.mjs').Drawing} Drawing
 * @typedef {{ x: number, y: number }} Point
 * @typedef {{ width: number, height: number }} Size
 * @typedef {Point & Size} Box About its centre; y grows downwards.
 * @typedef {{ points: Point[], start: Point | null, end: Point | null }} Curve
 *   Bézier points, and the tips of its arrowheads.
 */

/** Sizes of the words, in points. */
export const letters = { name: 14, event: 12 };

/** Distances in points: between boxes, rows and frames, and from a frame to what it holds. */
const gap = { box: 26, row: 42, frame: 46, side: 16, head: 34, foot: 18 };

/** What stands in the box of `anywhere`. */
export const anywhereWords = ['at any time', 'while at work'];

const quoted = (/** @type {string} */ text) => `"${text}"`;

/** @param {string} body @param {string} engine */
async function graphviz(body, engine) {
  const viz = await instance();
  const laid = JSON.parse(viz.renderString(`digraph {${body}}`, { format: 'json', engine }));
  return /** @type {{ objects: Record<string, string>[], edges: Record<string, string>[] }} */ (
    laid
  );
}

/** Graphviz has Arial's widths built in: they are the same on every machine. @param {Drawing} drawing */
async function sizesOf(drawing) {
  const phases = drawing.frames.flatMap(({ phases }) => phases);
  const words = phases.map((phase) => [phase, phase, eventsInto(drawing, phase).join(', ')]);
  const labels = [...words, [anywhere, ...anywhereWords]].map(
    ([name = '', first = '', second = '']) =>
      `${quoted(name)} [label=<<b>${first}</b><br/><font point-size="${letters.event}">${second}</font>>];`,
  );
  const node = `node [shape=box, fontname=Arial, fontsize=${letters.name}, margin="0.13,0.06"];`;
  const { objects } = await graphviz(node + labels.join(''), 'dot');
  return new Map(
    objects.map(({ name = '', width, height }) => [
      name,
      { width: 72 * Number(width), height: 72 * Number(height) },
    ]),
  );
}

/**
 * The boxes of a frame in rows: what is entered from a frame above and leads to none below stands
 * above the rest.
 * @param {Drawing} drawing
 * @param {number} level Of the frame.
 */
function rowsOf({ frames, arrows }, level) {
  const phases = frames[level]?.phases ?? [];
  const levelOf = (/** @type {string} */ end) =>
    frames.findIndex((frame) => frame.title === end || frame.phases.includes(end));
  const entered = (/** @type {string} */ phase) =>
    arrows.some(({ from, to }) => to === phase && from !== anywhere && levelOf(from) < level);
  const leadsOn = (/** @type {string} */ phase) =>
    arrows.some(({ from, to }) => from === phase && levelOf(to) > level);
  const first = phases.filter((phase) => entered(phase) && !leadsOn(phase));
  const rest = phases.filter((phase) => !first.includes(phase));
  const rows = [first, rest].filter((row) => row.length > 0);
  return rows.map((row) => {
    // The order in which lines within the row are shortest, and those from anywhere, on the left.
    const lengthOf = (/** @type {string[]} */ order) =>
      arrows.reduce((length, { from, to }) => {
        if (!order.includes(to)) return length;
        if (from === anywhere) return length + order.indexOf(to) / order.length;
        return order.includes(from)
          ? length + Math.abs(order.indexOf(from) - order.indexOf(to))
          : length;
      }, 0);
    const orders = permutations(row);
    return orders.reduce((best, order) => (lengthOf(order) < lengthOf(best) ? order : best));
  });
}

/** @param {string[]} items @returns {string[][]} */
function permutations(items) {
  if (items.length < 2) return [items];
  return items.flatMap((first) =>
    permutations(items.filter((item) => item !== first)).map((rest) => [first, ...rest]),
  );
}

/**
 * Frames one below the other with their rows around the same middle, and `anywhere` beside the
 * narrowest.
 * @param {Drawing} drawing
 * @param {Map<string, Size>} sizes
 */
function boxesOf(drawing, sizes) {
  /** @type {Map<string, Box>} */
  const boxes = new Map();
  /** @type {Map<string, Box>} */
  const frames = new Map();
  const sizeOf = (/** @type {string} */ name) => sizes.get(name) ?? { width: 0, height: 0 };
  let y = 0;
  for (const [level, { title }] of drawing.frames.entries()) {
    const top = y;
    let widest = 0;
    y += gap.head;
    for (const row of rowsOf(drawing, level)) {
      const width = row.reduce((sum, name) => sum + sizeOf(name).width + gap.box, -gap.box);
      const { height } = sizeOf(row[0] ?? '');
      let x = -width / 2;
      for (const name of row) {
        const size = sizeOf(name);
        boxes.set(name, { ...size, x: x + size.width / 2, y: y + height / 2 });
        x += size.width + gap.box;
      }
      widest = Math.max(widest, width);
      y += height + gap.row;
    }
    y += gap.foot - gap.row;
    frames.set(title, { x: 0, y: (top + y) / 2, width: widest + 2 * gap.side, height: y - top });
    y += gap.frame;
  }
  const all = [...frames.values()].sort((one, two) => one.width - two.width);
  const [narrowest, widest] = [all[0], all.at(-1)];
  if (!narrowest || !widest) throw new Error('The picture has no frame.');
  const size = sizeOf(anywhere);
  boxes.set(anywhere, { ...size, x: (size.width - widest.width) / 2, y: narrowest.y });
  return { boxes, frames };
}

/**
 * Where a line meets the border of a frame: over against its other end, or beside what stands
 * between.
 * @param {Box} frame
 * @param {Box} end
 * @param {Box[]} boxes
 */
function portOf(frame, end, boxes) {
  const y = frame.y + (Math.sign(end.y - frame.y) * frame.height) / 2;
  const hidden = boxes.some(
    (box) =>
      Math.abs(box.x - end.x) < (box.width + end.width) / 2 &&
      Math.abs(box.y - y) < Math.abs(end.y - y) &&
      Math.sign(box.y - y) === Math.sign(end.y - y),
  );
  return { x: end.x + (hidden ? Math.sign(end.x) * (end.width / 2 + gap.box) : 0), y };
}

/** `s,x,y e,x,y x,y …`, as Graphviz writes it. @param {string} pos @param {Point} origin @returns {Curve} */
function curveOf(pos, origin) {
  const point = (/** @type {string | undefined} */ text) => {
    if (text === undefined) return null;
    const [x = 0, y = 0] = text.split(',').slice(-2).map(Number);
    return { x: x - origin.x, y: origin.y - y };
  };
  const parts = pos.split(' ');
  return {
    points: parts.filter((part) => /^[\d-]/.test(part)).map((part) => point(part) ?? origin),
    start: point(parts.find((part) => part.startsWith('s,'))),
    end: point(parts.find((part) => part.startsWith('e,'))),
  };
}

/** @param {Drawing} drawing */
export async function placesOf(drawing) {
  const { boxes, frames } = boxesOf(drawing, await sizesOf(drawing));
  // Graphviz moves all it is given; this one tells by how much.
  const nodes = ['origin [pos="0,0", width=0, height=0];'];
  for (const [name, { x, y, width, height }] of boxes) {
    nodes.push(`${quoted(name)} [pos="${x},${-y}", width=${width / 72}, height=${height / 72}];`);
  }
  const edges = linesOf(drawing).map(({ from, to, both }, index) => {
    const [tail = '', head = ''] = [from, to].map((name, side) => {
      const frame = frames.get(name);
      const end = boxes.get(side === 0 ? to : from);
      if (!frame || !end) return name;
      const port = portOf(frame, end, [...boxes.values()]);
      nodes.push(`port${index} [pos="${port.x},${-port.y}", width=0, height=0];`);
      return `port${index}`;
    });
    return `${quoted(tail)} -> ${quoted(head)} [dir=${both ? 'both' : 'forward'}];`;
  });
  const style = 'splines=true; node [shape=box, fixedsize=true, label=""]; edge [arrowsize=0.7];';
  const { objects, edges: routed } = await graphviz([style, ...nodes, ...edges].join('\n'), 'nop');
  const [x = 0, y = 0] = (objects.find(({ name }) => name === 'origin')?.pos ?? '')
    .split(',')
    .map(Number);
  const curves = routed.map(({ pos = '' }) => curveOf(pos, { x, y }));
  return { boxes, frames, curves };
}
