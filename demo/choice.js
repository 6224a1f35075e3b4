/** Binds a select of a demo page to what it changes, and remembers the choice on this device. */
export function choice(id, apply) {
  const select = document.querySelector(`#${id}`);
  const key = `demo-${id}`;
  try {
    const kept = localStorage.getItem(key);
    if ([...select.options].some(({ value }) => value === kept)) select.value = kept;
  } catch {
    // A browser that keeps nothing shows the page as it is.
  }
  select.addEventListener('change', () => {
    apply(select.value);
    try {
      localStorage.setItem(key, select.value);
    } catch {
      // As above.
    }
  });
  apply(select.value);
}
