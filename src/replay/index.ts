/** What a page needs to open a report and to go through it. */
export { readReport } from '../core/index.js';
export { Replay } from './replay.js';
