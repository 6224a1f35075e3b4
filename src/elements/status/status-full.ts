/**
 * What `<miptech-status>` loads on first use: the list of checks, the journal and the statistics.
 * Nothing but the element imports it, and by `import()` alone.
 */
export { checksView } from './checks-view.js';
export { fullStyles } from './full-styles.js';
export { JournalPane } from './journal-pane.js';
export { StatisticsPane } from './statistics-pane.js';
