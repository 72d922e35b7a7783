/** Prompts that show something at once with the shipped model: who has what, who is where, who says what. */
export interface Example {
  /** What the button says. */
  readonly label: string;
  readonly text: string;
}

export const examples: readonly Example[] = [
  { label: 'Who gets the kite?', text: 'Tom had a red kite. Anna had a small boat. Tom gave the kite to' },
  { label: 'A fox with a name', text: 'Once upon a time there was a little fox named' },
  { label: 'Where is the ball?', text: '"Where is my ball?" asked Lily. "I saw it in the' },
];

/** Rows and columns that the default model's grid will have, so that nothing moves when it arrives. */
export const expectedShape = { layers: 6, heads: 8 } as const;
