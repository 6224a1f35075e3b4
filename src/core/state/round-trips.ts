/** How long the platform took to answer, as a short list of measurements. Pure; asks nobody. */

export interface RoundTrip {
  /** When the answer came, in milliseconds since 1970. */
  readonly at: number;
  /** From the question to the answer, rounded. */
  readonly milliseconds: number;
}

/** So many are kept: half an hour of pings, as they are sent unless set otherwise. */
export const mostRoundTrips = 60;

/** `trips` with one more at the end, and the oldest dropped where there are too many. */
export function withRoundTrip(trips: readonly RoundTrip[], trip: RoundTrip): readonly RoundTrip[] {
  return [
    ...trips.slice(1 - mostRoundTrips),
    { ...trip, milliseconds: Math.round(trip.milliseconds) },
  ];
}
