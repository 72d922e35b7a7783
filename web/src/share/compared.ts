/** The compared mechanisms, as their picture has them: what the columns of the view show. */
import type { MechanismPicture } from '../data/svg-mechanisms.ts';
import { integer } from '../elements/format.ts';
import type { MechanismsStore } from '../mechanisms/store.ts';
import { pickLanguage } from '../text/language.ts';
import { type Say, sayIn } from '../text/mechanisms/index.ts';
import { significant } from '../views/number.ts';

export async function comparedIn(store: MechanismsStore, language: string): Promise<MechanismPicture[]> {
  const say = await sayIn(pickLanguage(language));
  const { tokens, queryTokens } = store;
  const across = store.doc.queryText !== null;
  return store.doc.columns.flatMap((column, index) => {
    const result = store.state.results.get(column.key);
    const attended = result?.attended;
    // A column that was refused, or has not answered yet, has no matrix of this text.
    if (!attended?.pattern || result?.failure || attended.queries !== queryTokens.length) return [];
    const preset = index === 0 ? undefined : store.presetOf(column);
    const own = say(across ? 'columns.own-across' : 'columns.own');
    return [
      {
        name: index === 0 ? own : (preset?.name ?? say('columns.composed')),
        note: preset ? String(preset.year) : undefined,
        formula: preset?.formula ?? '',
        weights: attended.pattern,
        tokens,
        queries: queryTokens === tokens ? undefined : queryTokens,
        lines: linesOf(say, attended, result?.difference ?? null),
      },
    ];
  });
}

type Result = NonNullable<ReturnType<MechanismsStore['state']['results']['get']>>;

function linesOf(
  say: Say,
  { work, queries, keys }: NonNullable<Result['attended']>,
  difference: Result['difference'],
): (readonly [string, string])[] {
  const of = say('numbers.of', { n: integer(work.scores), all: integer(queries * keys) });
  const max: (readonly [string, string])[] = difference
    ? [[say('numbers.max'), significant(difference.maxAbs, 3)]]
    : [];
  return [[say('numbers.pairs'), integer(work.pairs)], [say('numbers.scores'), of], ...max];
}
