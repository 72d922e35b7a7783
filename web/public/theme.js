// Before the first paint, so that a page remembered as dark never flashes light. A script of its own,
// because a strict Content-Security-Policy refuses inline ones. A link may name a theme too (src/share/hash.ts);
// data-linked: only a link may, where the page is a part of somebody else's.
try {
  const linked = /[?&]theme=(auto|light|dark)(&|$)/.exec(location.hash)?.[1];
  const theme =
    linked ?? ('linked' in document.currentScript.dataset ? null : localStorage.getItem('attention-playground.theme'));
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is refused here: the system's theme holds.
}
