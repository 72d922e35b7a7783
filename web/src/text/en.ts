/**
 * English. One line a text, keys prefixed by the view that shows it, placeholders in braces; plurals end
 * in `.one` and `.other` (text.ts).
 */
export const en = {
  // what several views say
  'token.space': 'space',
  'token.newline': 'line break',
  'token.tab': 'tab',
  'token.empty': 'empty',
  'token.spaces.one': '{n} space',
  'token.spaces.other': '{n} spaces',
  'token.special': '{text}, special token',
  'token.quoted': '“{text}”',
} as const;
