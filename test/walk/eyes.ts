/**
 * What a person finds on a page: controls by role and name, through shadow roots, and where the
 * focus is. Texts of source, because they are evaluated in pages of three engines. Knows no driver.
 */

/** Roles as a screen reader tells them, as far as the walk needs them. */
export type Role = 'button' | 'textbox' | 'link' | 'menuitem' | 'article' | 'option';

/** A control that was found, with its middle in the viewport. */
export interface Found {
  readonly x: number;
  readonly y: number;
  readonly focused: boolean;
  /** It stands before what has the focus. */
  readonly behind: boolean;
  readonly enabled: boolean;
  readonly value: string;
  readonly text: string;
}

const HELPERS = `
  const below = (root) => [...root.querySelectorAll('*')].flatMap((element) =>
    element.shadowRoot ? [element, ...below(element.shadowRoot)] : [element]);
  const everything = below(document);
  const active = () => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element;
  };
  const named = (element, ids) => ids.split(/\\s+/)
    .map((id) => element.getRootNode().getElementById(id)?.textContent ?? '').join(' ');
  const nameOf = (element) => (
    element.getAttribute('aria-label') ??
    (element.hasAttribute('aria-labelledby') ? named(element, element.getAttribute('aria-labelledby')) : null) ??
    (element.labels?.length ? [...element.labels].map((label) => label.textContent).join(' ') : null) ??
    element.textContent
  ).replace(/\\s+/g, ' ').trim();
  const roles = {
    button: 'button:not([role]), [role=button], summary',
    textbox: 'textarea, input:not([type=checkbox]):not([type=radio]):not([type=submit])',
    link: 'a[href]',
    menuitem: '[role=menuitem]',
    article: 'article',
    option: '[role=option]',
  };
  const parentOf = (element) => element.assignedSlot ?? element.parentElement ?? element.getRootNode().host ?? null;
  const reachable = (element) => {
    for (let step = element; step; step = parentOf(step)) if (step.inert) return false;
    return true;
  };
  const shown = (element) => {
    const { width, height } = element.getBoundingClientRect();
    return width > 0 && height > 0 && element.checkVisibility({ visibilityProperty: true }) && reachable(element);
  };
  const described = (element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return {
      x: left + width / 2,
      y: top + height / 2,
      focused: element === active(),
      behind: everything.indexOf(element) < everything.indexOf(active()),
      enabled: !element.disabled && element.getAttribute('aria-disabled') !== 'true',
      value: 'value' in element ? String(element.value) : '',
      text: element.textContent.replace(/\\s+/g, ' ').trim(),
    };
  };
  const matching = (role, pattern) => everything
    .filter((element) => element.matches(roles[role]) && pattern.test(nameOf(element)) && shown(element));
`;

const inPage = (expression: string): string => `(() => {${HELPERS} return ${expression};})()`;

/** All controls of a role by a name, in the order of the document. */
export const finding = (role: Role, name: RegExp): string =>
  inPage(`matching('${role}', ${String(name)}).map(described)`);

/** Brings the first such control into view, as a person scrolls to it. */
export const scrollingTo = (role: Role, name: RegExp): string =>
  inPage(
    `matching('${role}', ${String(name)}).slice(0, 1).map((element) => element.scrollIntoView({ block: 'nearest', behavior: 'instant' })).length`,
  );

/** The name of what has the focus, for a message about where a walk went. */
export const FOCUS = inPage(
  `(active() ? active().localName + ' “' + nameOf(active()).slice(0, 40) + '”' : 'nothing')`,
);

/** All that can be read on the page, live regions and hidden parts left out. */
export const TEXT = inPage(
  `below(document).filter((element) => shown(element) && !element.shadowRoot)
     .flatMap((element) => [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data))
     .join(' ').replace(/\\s+/g, ' ')`,
);

/** How many answers are on the page, whole. */
export const ANSWERS = inPage(
  `below(document).filter((element) => element.matches('article[aria-busy="false"]') && shown(element)).length`,
);
