/** Round trips as a sentence and as a small line. Pure; does not know what was measured. */
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { RoundTrip } from '../../core/index.js';
import { fill } from '../../dom/strings.js';
import type { StatusStrings } from './strings.js';

const width = 64;
const height = 18;
/** The line's own half thickness, and the dot at its end. */
const edge = 2;

/** The last round trip, and between which bounds the others were; null without any. */
export function roundTripText(trips: readonly RoundTrip[], strings: StatusStrings): string | null {
  const first = trips[0];
  const last = trips.at(-1);
  if (first === undefined || last === undefined) return null;
  const now = last.milliseconds;
  if (trips.length === 1) return fill(strings.roundTrip, { now });
  const all = trips.map(({ milliseconds }) => milliseconds);
  const minutes = Math.max(1, Math.ceil((last.at - first.at) / 60_000));
  const bounds = { now, least: Math.min(...all), most: Math.max(...all) };
  return fill(strings.roundTrips, { count: minutes, ...bounds });
}

/** The points of a line from the oldest to the youngest, from 0 at the bottom. */
export function pointsOf(
  trips: readonly RoundTrip[],
): readonly (readonly [x: number, y: number])[] {
  const top = Math.max(1, ...trips.map(({ milliseconds }) => milliseconds));
  const step = (width - edge * 2) / Math.max(1, trips.length - 1);
  return trips.map(({ milliseconds }, index) => [
    Math.round((edge + index * step) * 10) / 10,
    Math.round((height - edge - (milliseconds / top) * (height - edge * 2)) * 10) / 10,
  ]);
}

/** Hidden from readers: the sentence beside it says the same. */
export function roundTripLine(trips: readonly RoundTrip[]): TemplateResult {
  const points = pointsOf(trips);
  const [x = 0, y = 0] = points.at(-1) ?? [];
  return html`<svg
    class="line-of-trips"
    part="sparkline"
    viewBox="0 0 ${width} ${height}"
    width=${width}
    height=${height}
    fill="none"
    stroke="currentColor"
    stroke-width="1.5"
    stroke-linejoin="round"
    stroke-linecap="round"
    aria-hidden="true"
    focusable="false"
  >
    <polyline points=${points.map((point) => point.join()).join(' ')}></polyline>
    <circle cx=${x} cy=${y} r="1.6" fill="currentColor"></circle>
  </svg>`;
}
