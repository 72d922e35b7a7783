import 'attention-playground/element';
import type { AttentionPlayground } from 'attention-playground/element';
import 'attention-playground/react';
import { useRef, useState } from 'react';

export function App() {
  const playground = useRef<AttentionPlayground>(null);
  const [text, setText] = useState('Anna lost her red kite. She looked everywhere.');
  const [heads, setHeads] = useState('…');
  return (
    <main>
      <p>
        Heads: <output>{heads}</output> <button onClick={() => setText('Tom found a small boat.')}>Another text</button>
      </p>
      <attention-playground
        ref={playground}
        model="models/stories/"
        text={text}
        layer={1}
        head={0}
        onready={({ detail: { info } }) => setHeads(`${info.layers} x ${info.heads}`)}
      />
    </main>
  );
}
