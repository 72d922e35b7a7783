/** An address of a model's folder, relative ones included; nothing that runs or reads this machine. '' is the shipped one. */
export function isModelAddress(text: unknown): text is string {
  if (typeof text !== 'string') return false;
  if (text === '') return true;
  try {
    return /^https?:$/.test(new URL(text, 'https://relative.invalid/').protocol);
  } catch {
    return false;
  }
}
