/**
 * What `<miptech-status>` loads on first use: the list of checks, the journal, the report and the
 * statistics.
 * Nothing but the element imports it, and by `import()` alone; it imports no package.
 */
import type { CSSResult } from 'lit';
import { borrow } from './borrowed.js';
import type { Lent } from './borrowed.js';
import { checksView } from './checks-view.js';
import { fullStyles } from './full-styles.js';
import { JournalPane } from './journal-pane.js';
import type { PaneHost, PaneParts } from './pane.js';
import { ReportPane } from './report-pane.js';
import { StatisticsPane } from './statistics-pane.js';

/** The parts of one element. */
export interface Tools {
  readonly checksView: typeof checksView;
  readonly journal: JournalPane;
  readonly report: ReportPane;
  readonly statistics: StatisticsPane;
  readonly styles: CSSResult;
}

export function toolsFor(host: PaneHost, parts: PaneParts, lent: Lent): Tools {
  borrow(lent);
  return {
    checksView,
    journal: new JournalPane(host, parts),
    report: new ReportPane(host, parts),
    statistics: new StatisticsPane(host, parts),
    styles: fullStyles(),
  };
}
