/** English. Between 50 and 90 words a body; a line is one sentence. */
import type { Explanations } from './types.ts';

export const en = {
  groups: {
    scores: 'How a pair is scored',
    heads: 'Heads, and what they share',
    sources: 'Where keys and values come from',
    masks: 'Who may look at whom',
    biases: 'What is added to a score',
    positions: 'How order is told',
    executors: 'How it is computed',
    beyond: 'Beyond one softmax',
  },

  texts: {
    bahdanau: {
      title: 'Additive attention',
      line: 'A tiny network with one hidden layer judges how well a query and a key fit.',
      body: 'Query and key are each multiplied by a matrix, added, squeezed through tanh, and summed up into one score. Since tanh never leaves the range from −1 to 1, no component can dominate. The matrices belong to the scorer and are learned with it; the loaded model has none, so plain identities stand in, and the matrix shows what the form of the score alone does to this sentence. Identities cost no multiplication: trained matrices would add two products of d × d for every token, and each score takes d times tanh besides.',
    },
    luong_dot: {
      title: 'Dot product',
      line: 'The score is the plain dot product of query and key, with nothing to learn and nothing to scale.',
      body: 'Multiply component by component and add up: a large sum means that both vectors point the same way. Set this beside the Transformer’s score and compare one row. The order of the keys is the same in both, but without the division by √d the scores lie further apart, so the softmax gives more to the winner and less to the rest. The difference of the outputs says how much that matters.',
    },
    luong_general: {
      title: 'Bilinear score',
      line: 'A matrix between query and key lets the two speak different languages.',
      body: 'The query meets the key only after a learned matrix W has translated it, so the two need not share a space. No W was trained for the model on this page; the identity stands in for it, and the row you see is that of the plain dot product. In a Transformer such a matrix is not lost: the projections that make queries and keys, multiplied together, are one.',
    },
    transformer: {
      title: 'Scaled dot product',
      line: 'A dot product divided by √d, so that the width of a head does not decide how sharp its attention is.',
      body: 'This is the score that nearly every language model uses, the loaded one included. A sum over d products spreads wider as d grows; dividing by √d brings it back to the same size. Pull the slider for d with the scaling on and off: off, the entropy of the row sinks and its gradient dries up; on, both stay about where they were.',
    },
    cosine: {
      title: 'Cosine',
      line: 'Only the angle between query and key counts, and not how long they are.',
      body: 'Both vectors are divided by their lengths first, so every score lies between −1 and 1. A key that attracted everybody by its mere length loses that privilege: look for a strong column that fades when you switch to this one. Without a factor to sharpen them, two weights of a row can differ by at most e², about 7.4 times, and the rows look flat.',
    },

    multi_head: {
      title: 'Several heads',
      line: 'Several small attentions run side by side, each with its own idea of what matters.',
      body: 'The width of the model is cut into heads, each with queries, keys and values of its own, and their outputs are laid end to end. One head can watch the previous word while another goes back to a name. The figures for each head make that visible: its mean distance says how far it looks, its entropy how many tokens it spreads over. Similar cost, many points of view.',
    },
    grouped_query: {
      title: 'Grouped queries',
      line: 'Neighbouring query heads share one head of keys and values.',
      body: 'The drawing shows which query heads hang on which key and value head. The queries stay as many as they were; what shrinks is the cache that has to be kept for every token, in proportion to the groups. Here the keys and values of the loaded model are averaged down to fewer heads, which is how existing models are converted before more training; the difference of the outputs is the price without that training.',
    },
    multi_query: {
      title: 'One key head for all',
      line: 'All query heads read the same single head of keys and values.',
      body: 'This is sharing taken to its end. The cache bytes per token fall to those of one head, which counts most while text is written token by token and the cache is read again at every step. The number of scores does not change, as every query head still asks its own question. What changes is the output: averaging all keys of a trained model turns it further, as a rule, than averaging groups of them. Compare the two cosines, and try another head.',
    },

    self_attention: {
      title: 'Within one text',
      line: 'Queries, keys and values all come from the same sequence, and every token may see every other.',
      body: 'The matrix is square and filled on both sides of the diagonal: a word is read in the light of what stands before it and after it. That suits reading and classifying, where the whole text is there from the start. The loaded model was trained to look back only, so the upper half shows what its queries and keys would do if they were let, and the outputs move accordingly.',
    },
    cross_attention: {
      title: 'Between two texts',
      line: 'One sequence asks the questions and another gives the answers.',
      body: 'Type two texts: the one that asks supplies the queries, one per row, and the other the keys and values, one per column. The matrix is as tall as the asking text is long and as wide as the other. Every output is a mixture of values from that other text only; the one that asks merely decides the proportions. This is how a translator looks at its source, and how attention was used before anything attended to itself.',
    },

    causal: {
      title: 'Looking back only',
      line: 'A token may see itself and what came before it, never what follows.',
      body: 'A model that predicts the next word must not peek at it. Everything above the diagonal is masked, so the first row has one weight, which is 1, and each row has one more choice than the row before. Open pairs: n(n + 1)/2 of n², a little over half; an executor that leaves out closed tiles computes little more than these. Since no row depends on later tokens, words added at the end leave all earlier rows as they were.',
    },
    sliding_window: {
      title: 'Sliding window',
      line: 'Each token sees only the last few tokens, itself among them.',
      body: 'The matrix becomes a band along the diagonal, and work grows with n times the window in place of n²: in the growth chart the line is less steep. The cache need hold no more than the window either. What lies further back is gone for this layer, but not for the model: each layer passes on what it gathered, so several layers reach several windows back.',
    },
    dilated: {
      title: 'Window with gaps',
      line: 'The window skips tokens at a fixed step and so reaches further at the same cost.',
      body: 'Take a window and pull it apart: with a step of two, every second token is seen and the reach doubles, while the scores computed stay as many. In the matrix the band dissolves into parallel diagonals. A word in a gap is invisible to this head, whatever it says; neighbours in other heads, with another step, have to cover it. Raise the step and watch which words fall through.',
    },
    sparse_strided: {
      title: 'Strided pattern',
      line: 'Each token sees a run of recent tokens and, further back, one in every l.',
      body: 'Two patterns lie over each other: a band as wide as the stride l, and beyond it parallel diagonals, one stride apart, all the way to the start. With a stride near √n no row holds many more than 2√n scores, so the total grows like n√n, a slope between the other lines of the growth chart. Any earlier token can be reached in two hops.',
    },
    sparse_fixed: {
      title: 'Fixed summaries',
      line: 'The text is cut into blocks, and the last tokens of each block are there for everyone after it.',
      body: 'Within its own block a token sees all that precedes it. Of the earlier blocks it sees only their last tokens, which must serve as summaries: strong or faint, they are the only columns that run down to the end. Other than with the strided pattern, the columns stand still while the rows move on. Change the size of the summary and see how many scores it adds.',
    },
    longformer: {
      title: 'Window and global tokens',
      line: 'A window for everybody, and a few marked tokens that see all and are seen by all.',
      body: 'The band along the diagonal handles what is near. The marked tokens add a full column each, and a full row where looking ahead is allowed: then any two words are two steps apart, however long the text. Beside a model that only looks back, just the columns remain. The first token is the marked one here, and models like to rest their attention there anyway.',
    },
    bigbird: {
      title: 'Window, global, random',
      line: 'A window, some global tokens and a sprinkling of random keys make a well-connected web.',
      body: 'The random squares look like noise and are meant to be: in a network, a few chance links make the way between any two points short. They come from a seed, so the same sentence always gets the same squares. Only those behind the diagonal remain here, because the model looks back. Compare the scores computed with those of the causal matrix, and the outputs with its outputs.',
    },
    packed: {
      title: 'Documents side by side',
      line: 'Several texts share one sequence, and none can see another.',
      body: 'Training on short texts wastes room if each is padded to full length, so they are laid end to end, and the mask keeps them apart. Along the diagonal the matrix shows one triangle for each text and nothing between them. No row has weight on another text, whatever stands there, and the scores computed are those of the triangles alone. Write two short texts and see how few that is.',
    },
    prefix_lm: {
      title: 'Prefix, then causal',
      line: 'The beginning is read in both directions, the rest is written from left to right.',
      body: 'If the first tokens are a given question, nothing speaks against letting them see each other. The mask adds a full square in the corner to the causal triangle. Move the length of the prefix: at 1 it is the causal mask, at the full length everything sees everything. A model trained to look back only is surprised by this, as the outputs of the first rows show.',
    },
    painted: {
      title: 'Your own mask',
      line: 'You decide, square by square, who may see whom.',
      body: 'Draw with the pointer or with the keys. A masked square gets weight 0, exactly, and its share goes to the others of the row, which still sum to 1. A row without a single open square gives an output of zeros. Take away a word’s strongest key and see where its attention goes next; then put the mask into the model and see whether the next word cares.',
    },

    alibi: {
      title: 'Distance as a handicap',
      line: 'Each score is lowered in proportion to how far back the key lies.',
      body: 'No positions are put into the vectors; instead a straight line is subtracted from every row, zero at the token itself and more with each step back. Each head has its own slope, halved from head to head when there are eight: the first soon loses sight of what is far, the last nearly ignores distance. Go through the heads and watch the left of the matrix fade and come back.',
    },
    t5_relative: {
      title: 'Buckets of distance',
      line: 'A learned number for each range of distances is added to the score, one set per head.',
      body: 'Small distances have a bucket each; larger ones share, in ranges that widen like a logarithm, and beyond the last range all is one. The same number is added along each diagonal of the matrix, whatever the words are. A model learns these numbers; none were learned for this one, so each bucket here takes away a little more than the last. T5 itself leaves out the division by √d, which is kept here so that only the bias differs.',
    },
    softcap: {
      title: 'A soft ceiling',
      line: 'Scores are bent by a tanh so that none can pass a chosen cap.',
      body: 'Far below the cap the curve is nearly straight, and nothing changes; near it, the curve flattens, and a runaway score is held. It is applied after the scale and before the mask. With Gemma 2’s cap of 50 the scores of a small model pass almost untouched. Turn the cap down and see the strongest keys come closer to the others, until the rows go flat.',
    },

    no_positions: {
      title: 'No positions',
      line: 'Queries and keys carry what a word is and nothing about where it stands.',
      body: 'Type the same word twice and look at the first layer: both get the very same weight in every row that sees both, as nothing tells them apart. Order is not wholly lost, since the causal mask lets each token see a different number of others. But a model that was trained with positions misses them, in some layers more than in others: put this into one after the other and see the next-word bars.',
    },
    learned_positions: {
      title: 'A vector per place',
      line: 'Every place in the text has a vector of its own, learned like any other weight.',
      body: 'The vector of place i is added to whatever stands there, so a score mixes what two words are with where they are. The table has as many rows as the longest text it was made for, and knows nothing of place number one more. It tells near from far only if training taught it to. No table was trained for these queries and keys; this one holds small random numbers, and so the matrix is almost the one without positions.',
    },
    sinusoidal: {
      title: 'Waves as positions',
      line: 'Each place is marked by sines and cosines of many wavelengths, like the hands of many clocks.',
      body: 'The fast waves tell neighbours apart, the slow ones tell the beginning from the end; together no two places look alike, and no table has to be learned. The dot product of two such marks depends only on their distance and is greatest at zero, so adding them to queries and keys favours near tokens: look for a stronger band along the diagonal.',
    },
    rotary: {
      title: 'Rotation as position',
      line: 'Queries and keys are turned by an angle that grows with their place, so that a score feels only the distance.',
      body: 'The numbers of a vector are taken in pairs and each pair is turned like the hand of a clock, some fast, some slow. When a query meets a key, the common part of the turning cancels and only the difference remains: a score knows how far apart two words stand, and not where. The built-in story model was trained this way, so this is its own matrix; take the rotation off and its heads lose their way.',
    },

    flash: {
      title: 'Tile by tile',
      line: 'The same numbers, computed without ever writing down the matrix.',
      body: 'Scrub through the frames. A tile of scores is computed, used and forgotten; each row keeps only its largest score so far (m), the sum of exponentials (l) and a half-finished output (O). When a tile brings a larger score, what was summed is scaled down to match. The last frame agrees with the reference to rounding. Only one row of tiles is at work at a time, so the kernel’s own memory hardly rises with n, while the reference holds n² weights: the growth chart measures both.',
    },
    block_sparse: {
      title: 'Skipping empty tiles',
      line: 'Tiles in which the mask allows nothing are never visited, so the work follows the mask.',
      body: 'Before anything is multiplied, each tile of the matrix is found to be full, partial or empty. Empty ones are left out; in partial ones the mask is applied number by number. The weights are those of the same window computed in full, and the scores computed show what was saved. On a short sentence that is little. In the growth chart, the line turns from the slope of n² to that of n.',
    },

    linear_attention: {
      title: 'Attention as a running sum',
      line: 'Without the softmax, the past fits into one matrix of fixed size.',
      body: 'Query and key pass through a function that makes them positive, and their dot product is the weight before normalising. A sum of products can be taken in another order: first all keys with their values, then the query. So there is no n × n table and no growing cache, and time is a line of slope one. The price is in the matrix, drawn here all the same: its rows are flatter, as a rule, than those of softmax.',
    },
    selective_scan: {
      title: 'A state that chooses',
      line: 'A fixed-size state is carried along the text, and each token decides what is kept and what is written.',
      body: 'No token looks at another: each one lets the state fade, writes its value there by its key, and reads it out by its query. Multiplying out how much of token j is left when token i reads gives a matrix all the same, which is what you see. Its weights may be negative and need not sum to 1. How fast a column fades downwards says how long a token is remembered, and that depends on the tokens that follow.',
    },
    adaptive_span: {
      title: 'A learned reach',
      line: 'Each head looks back as far as its span, and a soft edge makes the span learnable.',
      body: 'Within the span all is as usual; beyond it, weights sink along a ramp to exactly 0, and what is left of the row is shared out anew. As the edge is slanted, a small change of the span changes the output a little, and so it can be learned. Let it be: the span is pulled between a price for its length and the output it would spoil. Where it comes to rest tells heads that need the distance from heads that do not.',
    },
    hierarchical: {
      title: 'Words, then sentences',
      line: 'Attention first chooses among the words of each sentence, then among the sentences.',
      body: 'A softmax within each sentence makes one summary of it; a second softmax weighs the summaries. The weight of a word is the product of both, and the whole row still sums to 1. In the matrix the columns of a sentence rise and fall together: a word can be the best of its sentence and still count for little. Type two or three sentences to see it.',
    },
    mixture_of_experts: {
      title: 'Experts on call',
      line: 'In place of one feed-forward network there are many, and a gate sends each token to a few of them.',
      body: 'This is not attention but a choice of the same kind: a gate scores every expert for every token, and only the best k are computed, so that a model can own many parameters and use few at a time. Here one layer’s own network is cut into experts; the figures say what is saved and how far the result strays. The bars show the load: where a few get nearly all tokens, the others are dead weight.',
    },

    query: {
      title: 'Query',
      line: 'The query is the question a token asks: a vector that says what it is looking for.',
      body: 'Each token’s vector is multiplied by a matrix of the head, and out comes a query: d numbers, drawn in blue. A row of the matrix belongs to one query. Change one number of a query and only its own row moves, because no other token uses it; the more the keys differ in that component, the more it moves. Every head asks differently, for it has a matrix of its own.',
    },
    key: {
      title: 'Key',
      line: 'The key is what a token offers to be found by.',
      body: 'A second matrix makes it from the same vector as the query, and it is drawn in orange. Where query and key point the same way, the score is high. Change one number of a key: its whole column changes, since every query that may see this token meets the same key, and the rest of each row gives way, for a row must sum to 1. Values have no part in this.',
    },
    value: {
      title: 'Value',
      line: 'The value is what a token hands over once it has been found.',
      body: 'Query and key decide how much, the value decides what. It is made by a third matrix and drawn in green. Change one number of a value and not a single weight moves; only the outputs do, each by the change times the weight it gives that token. So a token with a strong column reaches many outputs, and one that nobody looks at can say what it likes.',
    },
    score: {
      title: 'Score',
      line: 'The score is one number for one pair: how well this query fits that key.',
      body: 'Choose a square of the matrix and its score is taken apart: component by component, query times key, and the sum of it all. It can be of any size and of either sign; only when compared with the others of its row does it mean anything. Add the same number to all scores of a row and no weight changes. Mechanisms differ most in this one formula.',
    },
    scale: {
      title: 'Scale',
      line: 'Scores are divided by √d, so that wide heads are not sharper than narrow ones.',
      body: 'If the components of query and key vary by about 1, their dot product varies by about √d. Left so, a wide head would put nearly all weight on one key, whatever it holds. With the slider you choose d and switch the scale off and on: entropy says how many keys share the row, saturation how much the strongest takes, and the gradient how much the row could still learn.',
    },
    mask: {
      title: 'Mask',
      line: 'The mask says which pairs exist at all.',
      body: 'A masked score is set to minus infinity before the softmax, so its weight is 0, not merely small, and the value behind it cannot leak through, whatever it holds. The remaining weights of the row sum to 1 as before. Masks are drawn as squares that are open or shut; they can be joined by “and” and by “or”. Mechanisms for long texts are mostly masks, and closed squares cost nothing if they are skipped.',
    },
    softmax: {
      title: 'Softmax',
      line: 'Softmax turns the scores of a row into shares that sum to 1.',
      body: 'The number e is raised to each score, and each result is divided by the sum of them all. So differences count and not sizes: one more in the score is 2.7 times the weight. No weight is ever quite 0 unless masked. The entropy beside the row says in bits how spread out it is: 0 is all on one key, and 3 bits is as spread out as eight equal keys.',
    },
    sum: {
      title: 'Weighted sum',
      line: 'The output of a token is the mixture of all values, in the proportions of its row.',
      body: 'Weight times value, component by component, added up: that is all, and it is drawn in purple. As the weights are shares, no number of the output can lie outside the range of that number in the values. If all weight is on one token, the output is a copy of its value; if it is even, the output is the average. All differences between mechanisms arrive here and are measured here.',
    },
    heads: {
      title: 'Heads',
      line: 'A head is one complete attention; a layer runs several at once.',
      body: 'All heads of a layer read the same tokens, but each through matrices of its own, so their pictures differ: a line beside the diagonal looks at the previous token, a strong first column rests on the start, a scatter has its own reasons. Distance and entropy put numbers to it. Mute a head and watch the next-word bars: some matter much, many hardly at all.',
    },
    residual: {
      title: 'Residual stream',
      line: 'What attention finds is added to what was there before, never put in its place.',
      body: 'Each token keeps a vector that runs through all layers, and every layer reads from it and adds to it. That is why muting one head changes the next-word bars without wrecking them: only one addend is missing. It is also why a mechanism can be exchanged in a single layer and the model still writes; exchange it in all layers and the differences pile up.',
    },
    feed_forward: {
      title: 'Feed-forward network',
      line: 'After attention, a small network works on each token by itself.',
      body: 'It has no matrix to show, because no token looks at another here: the vector is widened, passed through a bent function, and brought back to its width. Attention moves information between places; this step makes something of it, and in most models it holds more weights than attention does. In the view of experts this one network becomes several, and a gate chooses among them for each token.',
    },
    positions: {
      title: 'Order',
      line: 'Attention by itself sees a bag of words; something has to tell it their order.',
      body: 'A score depends on two vectors, and neither knows its place. There are three remedies, and you can switch between them: give each place a mark and add it, turn queries and keys by an angle that grows with the place, or leave them alone and add a bias for distance to the score. Switch to none, and two equal words in the first layer get equal weights wherever they stand.',
    },
    gradient: {
      title: 'Gradient',
      line: 'The gradient says how much a weight would answer to a small change of its score.',
      body: 'For a softmax it is simple: weight times one minus weight for its own score, and minus the product of the two weights for another’s. So it is greatest where a choice is open and fades where a row has made up its mind, for nearly 0 and nearly 1 both give almost nothing. Switch the scale off, raise d, and see learning run dry in the picture.',
    },
    kv_cache: {
      title: 'Cache of keys and values',
      line: 'When a model writes, it keeps the keys and values of all earlier tokens in place of computing them again.',
      body: 'One more token means one more query, and that is a single new row: all older keys and values are just as they were. Keeping them costs memory for every token in every layer, two vectors per key head, and the figure stands below as bytes per token. It decides how long a text fits, so most inventions here attack it: sharing heads, a window, or a state that does not grow.',
    },
  },

  history: {
    additive: 'A translator stops squeezing the sentence into one vector and learns where in the source to look.',
    multiplicative:
      'A plain product, with or without a matrix in it, takes the place of the little network as a score.',
    hierarchical: 'Attention is stacked, so that documents are read by words first and by sentences then.',
    experts: 'A gate sends each token to a few of thousands of networks, and size parts from cost.',
    transformer: 'Recurrence is dropped: the tokens of a text attend to each other, in many heads at once.',
    sparse: 'Patterns with n√n pairs in place of n² bring sequences of tens of thousands of steps within reach.',
    one_key: 'One head of keys and values for all queries makes writing fast, as the cache shrinks.',
    windows: 'A window with a few global tokens makes the cost of long documents grow in a straight line.',
    linear: 'Softmax gives way to a product of features, and a Transformer becomes a recurrent network.',
    rotary: 'Positions become rotations, and a score depends on distance alone.',
    flash: 'Exact attention is computed tile by tile, and memory no longer grows with the square.',
    groups: 'Groups of heads share keys and values, a middle way between one for each and one for all.',
    states: 'A state that selects what to remember is set against attention, at a cost that is linear.',
    programmed: 'A mask or a bias becomes a line of program that a compiler turns into a fast kernel.',
    trained_sparse: 'Which blocks to skip is learned from the start of training, in a form that hardware likes.',
  },
} as const satisfies Explanations;
