/** Shared by the tests of this folder: what a person sees of a status, hears and presses. */
import type { Diagnosis, MiptechClient } from '../../core/index.js';
import type { MiptechStatus } from './status.js';

export const root = (element: MiptechStatus): ShadowRoot => element.shadowRoot as ShadowRoot;

/** A change of the client is on screen after a frame; one after the first waits for another. */
export async function settle(element: MiptechStatus): Promise<void> {
  for (let frames = 0; frames < 2; frames += 1) {
    await new Promise((resolve) => {
      requestAnimationFrame(resolve);
    });
  }
  await element.updateComplete;
}

export function button(element: MiptechStatus, name: string): HTMLButtonElement {
  const all = [...root(element).querySelectorAll('button')];
  const found = all.find(({ textContent }) => textContent.trim() === name);
  if (found === undefined) throw new Error(`There is no button “${name}”.`);
  return found;
}

/** What is needed here of a client in memory. */
interface Examined {
  diagnose: MiptechClient['diagnose'];
  readonly diagnosisState: { readonly set: (diagnosis: Diagnosis) => void };
  readonly calls: { readonly verb: string; readonly given: readonly unknown[] }[];
}

/** Lets the client's checks run, as `running` shows them, until they are ended with what they found. */
export function heldChecks(
  client: Examined,
  running: Diagnosis,
): { readonly end: (found: Diagnosis) => void } {
  let finish: (found: Diagnosis) => void = () => undefined;
  client.diagnose = () => {
    client.calls.push({ verb: 'diagnose', given: [] });
    client.diagnosisState.set(running);
    return new Promise((resolve) => {
      finish = resolve;
    });
  };
  return {
    end: (found) => {
      client.diagnosisState.set(found);
      finish(found);
    },
  };
}
