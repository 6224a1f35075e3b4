/**
 * Decodes character references (`&eacute;`, `&#233;`, `&#xe9;`) without an HTML parser. It knows the
 * named references of HTML 4 and `&apos;`; other names stay as they are written.
 */

// Names in the order of their code points.
const latin1 =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn ' +
  'sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave ' +
  'Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ' +
  'ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN ' +
  'szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute ' +
  'icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml ' +
  'yacute thorn yuml';
const greekCapitals =
  'Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho';
const greekCapitalsFromSigma = 'Sigma Tau Upsilon Phi Chi Psi Omega';
const greek =
  'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigmaf ' +
  'sigma tau upsilon phi chi psi omega';
const others =
  'quot " amp & apos \' lt < gt > OElig Œ oelig œ Scaron Š scaron š Yuml Ÿ fnof ƒ circ ˆ tilde ˜ ' +
  'thetasym ϑ upsih ϒ piv ϖ ndash – mdash — lsquo ‘ rsquo ’ sbquo ‚ ldquo “ rdquo ” bdquo „ ' +
  'dagger † Dagger ‡ bull • hellip … permil ‰ prime ′ Prime ″ lsaquo ‹ rsaquo › oline ‾ frasl ⁄ ' +
  'euro € image ℑ weierp ℘ real ℜ trade ™ alefsym ℵ larr ← uarr ↑ rarr → darr ↓ harr ↔ crarr ↵ ' +
  'lArr ⇐ uArr ⇑ rArr ⇒ dArr ⇓ hArr ⇔ forall ∀ part ∂ exist ∃ empty ∅ nabla ∇ isin ∈ notin ∉ ' +
  'ni ∋ prod ∏ sum ∑ minus − lowast ∗ radic √ prop ∝ infin ∞ ang ∠ and ∧ or ∨ cap ∩ cup ∪ int ∫ ' +
  'there4 ∴ sim ∼ cong ≅ asymp ≈ ne ≠ equiv ≡ le ≤ ge ≥ sub ⊂ sup ⊃ nsub ⊄ sube ⊆ supe ⊇ oplus ⊕ ' +
  'otimes ⊗ perp ⊥ sdot ⋅ lceil ⌈ rceil ⌉ lfloor ⌊ rfloor ⌋ lang ⟨ rang ⟩ loz ◊ spades ♠ clubs ♣ ' +
  'hearts ♥ diams ♦ ensp \u2002 emsp \u2003 thinsp \u2009 zwnj \u200c zwj \u200d lrm \u200e rlm \u200f';

let names: Map<string, string> | undefined;

/** The known names, without `&` and `;`, and their characters. */
export function namedReferences(): ReadonlyMap<string, string> {
  if (names) return names;
  names = new Map<string, string>();
  for (const [first, list] of [
    [160, latin1],
    [913, greekCapitals],
    [931, greekCapitalsFromSigma],
    [945, greek],
  ] as const) {
    for (const [index, name] of list.split(' ').entries()) {
      names.set(name, String.fromCodePoint(first + index));
    }
  }
  const pairs = others.split(' ');
  for (let index = 0; index + 1 < pairs.length; index += 2) {
    names.set(pairs[index] ?? '', pairs[index + 1] ?? '');
  }
  return names;
}

/** A backslash with what it escapes, or a character reference. */
export const escapePattern =
  /\\([!-/:-@[-`{-~])|&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z][a-z\d]{1,31}));/iy;

const escapes = new RegExp(escapePattern, 'gi');

/** What one match of `escapePattern` stands for. */
export function escaped([whole, escape, decimal, hexadecimal, name]: readonly string[]): string {
  if (escape !== undefined) return escape;
  if (name !== undefined) return namedReferences().get(name) ?? whole ?? '';
  return character(decimal === undefined ? parseInt(hexadecimal ?? '', 16) : Number(decimal));
}

/**
 * The text without backslashes before punctuation, its character references replaced. Numbers that
 * name no character become U+FFFD.
 */
export function literal(text: string): string {
  return text.replace(escapes, (...match: string[]) => escaped(match));
}

function character(code: number): string {
  const surrogate = code >= 0xd800 && code <= 0xdfff;
  return code === 0 || code > 0x10ffff || surrogate ? '\ufffd' : String.fromCodePoint(code);
}
