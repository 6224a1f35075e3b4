/** Makes a failing schedule short. Owns the search; does not know what fails. */

/**
 * Drops steps as long as what is left still fails: halves first, then fewer and fewer, down to single
 * ones.
 * @param enough ends the search early; what was found so far is handed over
 */
export async function fewest<Step>(
  steps: readonly Step[],
  fails: (fewer: readonly Step[]) => Promise<boolean>,
  enough: () => boolean = () => false,
): Promise<readonly Step[]> {
  let left = steps;
  for (let size = Math.ceil(left.length / 2); ; size = Math.ceil(size / 2)) {
    for (let at = left.length - size; at > -size && !enough(); at -= size) {
      const from = Math.max(0, at);
      const fewer = left.toSpliced(from, at + size - from);
      if (await fails(fewer)) left = fewer;
    }
    if (size <= 1 || enough()) return left;
  }
}
