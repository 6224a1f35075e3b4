/**
 * The connection's table as few arrows, so that a person can read them. Owns what is drawn once for
 * many; knows no phase and no event by name, and no place on paper.
 */

/**
 * @typedef {typeof import('../../src/core/state/connection.js').table} Table
 * @typedef {{ title: string, phases: string[] }} Frame Phases that stand together.
 * @typedef {{ from: string, to: string, events: string[] }} Arrow From a phase, a frame or `anywhere`.
 * @typedef {{ frames: Frame[], arrows: Arrow[] }} Drawing
 * @typedef {{ from: string, to: string, both: boolean }} Line
 */

/** What can happen in nearly every phase begins here. */
export const anywhere = 'anywhere';

/** From all phases but so many, an event is drawn once. */
const exceptions = 2;

/** What stands together, from top to bottom, by the status that the table gives each phase. */
const layout = [
  { title: 'No connection', statuses: ['disconnected', 'error'] },
  { title: 'An attempt', statuses: ['connecting'] },
  { title: 'Messages can go', statuses: ['connected', 'ready'] },
];

/** @param {[string, Table[keyof Table]][]} rows @returns {Frame[]} */
function framesOf(rows) {
  const statuses = layout.flatMap((frame) => frame.statuses);
  const homeless = rows.find(([, { status }]) => !statuses.includes(status));
  if (homeless) throw new Error(`The picture has no frame for the status of “${homeless[0]}”.`);
  return layout.map(({ title, statuses }) => ({
    title,
    phases: rows.filter(([, { status }]) => statuses.includes(status)).map(([phase]) => phase),
  }));
}

/**
 * Every step of the table: from `anywhere` for what can happen in nearly every phase, from a frame
 * for what can happen in all of it, else from the phase. Only what leaves the phase as it is has no
 * arrow.
 * @param {Table} table
 * @returns {Drawing}
 */
export function drawingOf(table) {
  const rows = Object.entries(table);
  const frames = framesOf(rows);
  /** @type {Map<string, string[]>} Event and target → where it can happen. */
  const steps = new Map();
  for (const [phase, { on }] of rows) {
    for (const [event, to] of Object.entries(on)) {
      steps.set(`${event} ${to}`, [...(steps.get(`${event} ${to}`) ?? []), phase]);
    }
  }
  const general = [...steps.values()].filter((from) => from.length >= rows.length - exceptions);
  const atWork = rows
    .map(([phase]) => phase)
    .filter((phase) => general.every((from) => from.includes(phase)));

  /** @type {Arrow[]} */
  const arrows = [];
  for (const [step, from] of steps) {
    const [event = '', to = ''] = step.split(' ');
    // An arrow from a frame to a box in it would read as if it came from outside.
    const many = frames.filter((frame) => !frame.phases.includes(to));
    if (general.includes(from)) many.unshift({ title: anywhere, phases: atWork });
    let left = from.filter((phase) => phase !== to);
    const starts = [];
    for (const { title, phases } of many) {
      if (!phases.every((phase) => phase === to || left.includes(phase))) continue;
      starts.push(title);
      left = left.filter((phase) => !phases.includes(phase));
    }
    for (const start of [...starts, ...left]) {
      const same = arrows.find((arrow) => arrow.from === start && arrow.to === to);
      if (same) same.events.push(event);
      else arrows.push({ from: start, to, events: [event] });
    }
  }
  return { frames, arrows };
}

/**
 * The arrows as lines: to and fro is one, and so is the way from anywhere to all of a frame.
 * @param {Drawing} drawing
 */
export function linesOf({ frames, arrows }) {
  const whole = frames.filter(({ phases }) =>
    phases.every((phase) => arrows.some(({ from, to }) => from === anywhere && to === phase)),
  );
  /** @type {Line[]} */
  const lines = whole.map(({ title }) => ({ from: anywhere, to: title, both: false }));
  for (const { from, to } of arrows) {
    if (from === anywhere && whole.some(({ phases }) => phases.includes(to))) continue;
    const back = lines.find((line) => line.from === to && line.to === from);
    if (back) back.both = true;
    else lines.push({ from, to, both: false });
  }
  return lines;
}

/**
 * The events that lead to a phase from elsewhere: they stand in its box, so no arrow needs a word.
 * @param {Drawing} drawing
 * @param {string} phase
 */
export function eventsInto({ arrows }, phase) {
  return [...new Set(arrows.filter(({ to }) => to === phase).flatMap(({ events }) => events))];
}
