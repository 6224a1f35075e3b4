/**
 * A yes or no that outlives the page, in this tab only. Owns where it is kept; knows neither what
 * it means nor whose it is. Nothing of a person is ever in it.
 */

const prefix = 'miptech-elements:';

/** What was kept under `name`; null where nothing was, or the browser keeps nothing. */
export function keptChoice(name: string): boolean | null {
  try {
    const kept = sessionStorage.getItem(prefix + name);
    return kept === null ? null : kept === 'true';
  } catch {
    return null;
  }
}

/** Keeps `choice` until the tab is closed, where the browser lets it. */
export function keepChoice(name: string, choice: boolean): void {
  try {
    sessionStorage.setItem(prefix + name, String(choice));
  } catch {
    // The page begins as it was written then.
  }
}
