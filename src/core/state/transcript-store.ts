/**
 * The transcript as a value that is watched in two ways: by who shows it, and by who need not know
 * of every piece of an answer. Does not know what changes it.
 */
import { writable } from './readable.js';
import type { Readable, Writable } from './readable.js';
import { emptyTranscript } from './transcript.js';
import type { Transcript } from './transcript.js';

export interface TranscriptStore extends Writable<Transcript> {
  /** Sets a transcript in which nothing is new but the text of an answer that is being written. */
  readonly grow: (transcript: Transcript) => void;
  /** The transcript, whose listeners sleep while an answer only grows. */
  readonly outline: Readable<Transcript>;
}

export function transcriptStore(): TranscriptStore {
  const { get, set, subscribe } = writable(emptyTranscript);
  const outline = writable(emptyTranscript);
  return {
    get,
    subscribe,
    set: (transcript) => {
      set(transcript);
      outline.set(transcript);
    },
    grow: set,
    outline: { get, subscribe: outline.subscribe },
  };
}
