/** Prompts that show something at once with the shipped model: who has what, who is where, who says what. */
export interface Example {
  /** What the button says, by its key: see `example.*`. The texts are in the language of the stories. */
  readonly id: 'kite' | 'wish' | 'lost' | 'story';
  readonly text: string;
}

export const examples: readonly Example[] = [
  {
    id: 'kite',
    text: 'Anna had a red kite. She gave the kite to Tom. "Who has the kite now?" asked Anna. "I have it," said',
  },
  {
    id: 'wish',
    text: 'Anna met Tom. Anna had a red kite. Tom wished for a red kite. So Anna gave the red kite to',
  },
  { id: 'lost', text: 'Anna lost her red kite. She looked everywhere. "Where is my' },
  { id: 'story', text: 'Once upon a time' },
];

/** Rows and columns that the default model's grid will have, so that nothing moves when it arrives. */
export const expectedShape = { layers: 6, heads: 8 } as const;
