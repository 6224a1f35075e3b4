import type { Inline } from './tokens.js';

/** The words of these tokens, without their marks. */
export function plainText(tokens: readonly Inline[]): string {
  return tokens
    .map((token) => {
      if (typeof token === 'string') return token;
      switch (token.type) {
        case 'break':
          return ' ';
        case 'image':
          return token.alternative;
        case 'code':
        case 'reference':
          return token.text;
        default:
          return plainText(token.content);
      }
    })
    .join('');
}
